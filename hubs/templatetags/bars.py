"""Contribution bars as SVG. In Python, because a page holds dozens and a template takes ten times as long for each."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hubs.charts import Bar

register = template.Library()

SEGMENT = '<rect class="segment series-{}{}" x="{}" y="2" width="{}" height="{}"/>'
GAP = '<line class="segment-gap" x1="{}" x2="{}" y1="2" y2="{}"/>'
RANGE = (
    '<line class="range-line" x1="{}" x2="{}" y1="{}" y2="{}"/><circle class="range-point" cx="{}" cy="{}" r="4.5"/>'
)


@register.simple_tag
def bar(bar: Bar, height: int, thickness: int, range_at: int = 0) -> SafeString:
    """A bar with its range below; decorative, the same figures stand beside it as text."""
    segments = (
        (part.series, " unknown" if part.unknown else "", part.x, part.width, thickness) for part in bar.segments
    )
    below = format_html(RANGE, bar.low, bar.high, range_at, range_at, bar.score, range_at) if range_at else ""
    return format_html(
        '<svg class="bar" width="100%" height="{}" aria-hidden="true" focusable="false">'
        '<rect class="track" x="0" y="2" width="100%" height="{}"/>{}{}{}</svg>',
        height,
        thickness,
        format_html_join("", SEGMENT, segments),
        format_html_join("", GAP, ((part.x, part.x, thickness + 2) for part in bar.segments[1:])),
        below,
    )
