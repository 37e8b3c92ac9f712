"""Bars as SVG. In Python, because a page holds dozens and a template takes ten times as long for each.

Nothing in them needs escaping: they hold whole numbers and the percentages that hubs.drawing.bars prints, no words.
"""

from django import template
from django.utils.safestring import SafeString, mark_safe

from hubs.drawing.bars import Bar, Segment, Track

register = template.Library()


@register.simple_tag
def bar(bar: Bar, height: int, thickness: int, range_at: int = 0) -> SafeString:
    """A bar with its range below; decorative, the same figures stand beside it as text."""
    return mark_safe(
        f'<svg class="bar" width="100%" height="{height}" aria-hidden="true" focusable="false">'
        f'<rect class="track" x="0" y="2" width="100%" height="{thickness}"/>'
        f"{''.join(_segment(part, thickness) for part in bar.segments)}"
        f"{''.join(_gap(part, thickness) for part in bar.segments[1:])}"
        f"{_range(bar, range_at) if range_at else ''}</svg>"
    )


def _segment(part: Segment, thickness: int) -> str:
    classes = f"segment series-{part.series}{' unknown' if part.unknown else ''}"
    return f'<rect class="{classes}" x="{part.x}" y="2" width="{part.width}" height="{thickness}"/>'


def _gap(part: Segment, thickness: int) -> str:
    return f'<line class="segment-gap" x1="{part.x}" x2="{part.x}" y1="2" y2="{thickness + 2}"/>'


def _range(bar: Bar, y: int) -> str:
    return (
        f'<line class="range-line" x1="{bar.low}" x2="{bar.high}" y1="{y}" y2="{y}"/>'
        f'<circle class="range-point" cx="{bar.score}" cy="{y}" r="4.5"/>'
    )


@register.simple_tag
def track(track: Track, series: int, known: int) -> SafeString:
    """What a criterion is worth, filled up to what was earned."""
    fill = f"fill series-{series}{'' if known else ' unknown'}"
    return mark_safe(
        '<svg class="bar" width="100%" height="14" aria-hidden="true" focusable="false">'
        f'<rect class="track" x="0" y="0" width="{track.length}" height="14"/>'
        f'<rect class="{fill}" x="0" y="0" width="{track.fill}" height="14"/></svg>'
    )
