import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relocate.settings")
site = get_wsgi_application()

from hubs.web.page_cache import PageCache  # noqa: E402  # it needs the settings

application = PageCache(site)
