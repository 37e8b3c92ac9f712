"""One module per part of the journey. A view parses, asks and renders."""
