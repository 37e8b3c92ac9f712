import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relocate.settings")
site = get_wsgi_application()

from django.conf import settings  # noqa: E402

from hubs.web.page_cache import PageCache  # noqa: E402  # it needs the settings
from relocate.bodies import Whole  # noqa: E402
from relocate.observed import Below, Observed  # noqa: E402

kept = PageCache(site)
application = Observed(Below(Whole(kept), settings.SUB_PATH), behind_proxy=settings.BEHIND_PROXY)
