"""Curation: the admin as a desk, with what a curator needs to see where evidence is missing and what an edit moves."""

from hubs.admin import accounts, catalogue, corrections, evidence, interview, moving, release

__all__ = ["accounts", "catalogue", "corrections", "evidence", "interview", "moving", "release"]
