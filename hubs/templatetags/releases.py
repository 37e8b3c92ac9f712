from django import template

from hubs.catalogue import releases

register = template.Library()


@register.simple_tag
def newest_problem() -> str:
    """What is wrong with the newest release, if an older one has to serve in its place."""
    return releases.newest_problem()
