import runpy
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError

from relocate import environment

POOLED = {"pool": {"min_size": 1, "max_size": 8, "timeout": 5}, "connect_timeout": 5}


@pytest.fixture
def database(monkeypatch, tmp_path):
    def read(url):
        monkeypatch.setenv("DATABASE_URL", url)
        return environment.database(tmp_path / "local")

    return read


def test_without_an_address_the_database_is_a_file_tuned_for_concurrent_writers(database, tmp_path):
    settings = database("")
    assert settings["NAME"] == tmp_path / "local" / "relocate.sqlite3"
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert (tmp_path / "local").is_dir()


def test_an_address_may_hold_what_must_be_percent_encoded(database):
    settings = database("postgresql://us%40er:p%2Fa%3Ass%25w@db.example:6543/na%20me")
    wanted = {"ENGINE": "django.db.backends.postgresql", "USER": "us@er", "PASSWORD": "p/a:ss%w"}
    wanted |= {"HOST": "db.example", "PORT": 6543, "NAME": "na me", "CONN_MAX_AGE": 0}
    assert {name: settings[name] for name in wanted} == wanted


@pytest.mark.parametrize("url", ["postgres://u:p@h/n", "postgresql://u:p@h/n", "postgresql:///n"])
def test_connections_to_a_server_are_pooled(database, url):
    assert database(url)["OPTIONS"] == POOLED


def test_a_connection_is_tried_before_it_is_used_and_no_cursor_outlives_a_statement(database):
    settings = database("postgresql://u:p@h/n")
    assert settings["CONN_HEALTH_CHECKS"] is True
    assert settings["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_options_of_the_address_are_handed_on(database):
    options = database("postgresql://u:p@h/n?sslmode=require")["OPTIONS"]
    assert options == {**POOLED, "sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://u:p@h/n", "sqlite:///x", "relocate.sqlite3"])
def test_any_other_address_is_refused(database, url):
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        database(url)


def test_a_flag_that_is_not_set_is_off(monkeypatch):
    monkeypatch.delenv("A_FLAG", raising=False)
    assert environment.flag("A_FLAG") is False
    for word in ("1", "true", "Yes", "ON"):
        monkeypatch.setenv("A_FLAG", word)
        assert environment.flag("A_FLAG") is True


def test_a_list_is_parted_by_commas_or_spaces(monkeypatch):
    monkeypatch.setenv("A_LIST", "a.example, b.example c.example")
    assert environment.words("A_LIST") == ["a.example", "b.example", "c.example"]
    assert environment.words("NO_LIST") == []


def mode(path):
    return path.stat().st_mode & 0o777


def test_a_secret_key_is_made_once_and_for_nobody_else_to_read(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    folder = tmp_path / "deep" / "local"
    key = environment.secret_key(folder)
    assert environment.secret_key(folder) == key
    assert len(key) == 86  # 64 random bytes
    assert (folder / "secret_key").read_text(encoding="ascii") == key
    assert (mode(folder), mode(folder / "secret_key")) == (0o700, 0o600)
    assert environment.secret_key(tmp_path) != key
    monkeypatch.setenv("SECRET_KEY", "given")
    assert environment.secret_key(folder) == "given"


def test_a_database_file_lets_many_write(database, tmp_path):
    assert database("") == database("")
    assert environment.database(tmp_path / "not" / "there")["NAME"].parent.is_dir()
    assert mode(tmp_path / "local") == 0o700
    settings = database("")
    assert settings["ENGINE"] == "relocate.file_database"
    assert settings["CONN_MAX_AGE"] == 600  # seconds
    assert settings["OPTIONS"] == {
        "timeout": 20,  # seconds that one waits for another
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }


def test_a_cache_on_a_server_is_not_waited_for(monkeypatch):
    monkeypatch.setenv("CACHE_URL", "redis://cache.example:6379/1")
    shared = environment.caches()["pages"]
    options = shared.pop("OPTIONS")
    assert shared == {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://cache.example:6379/1",
    }
    assert (options["socket_connect_timeout"], options["socket_timeout"]) == (0.25, 0.25)
    assert options["retry"].get_retries() == 1
    assert options["retry"]._backoff.compute(1) == 0
    monkeypatch.delenv("CACHE_URL")
    own = environment.caches()["pages"]
    assert own["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"
    assert own["OPTIONS"]["MAX_ENTRIES"] >= 50_000, "who has tried how many codes is not pushed out"


def test_counters_have_a_memory_of_their_own(monkeypatch):
    for url in ("", "redis://cache.example:6379/1"):
        monkeypatch.setenv("CACHE_URL", url)
        counters = environment.caches()["counters"]
        assert counters["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"
        assert counters["LOCATION"] == "counters"
        assert counters["OPTIONS"]["MAX_ENTRIES"] == 50_000


@pytest.fixture
def site(monkeypatch):
    """The settings of a site that has these variables in its environment."""

    def read(**variables):
        names = ("DEBUG", "HTTPS", "BEHIND_PROXY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DATABASE_URL", "CACHE_URL")
        names += ("HSTS_SECONDS", "HSTS_SUBDOMAINS", "HSTS_PRELOAD")
        for name in names:
            monkeypatch.delenv(name, raising=False)
        for name, value in {"SECRET_KEY": "given", **variables}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(Path(environment.__file__).parent / "settings.py"))

    return read


SAFE = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
BEYOND = ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")


def test_a_site_insists_on_https_for_an_hour_unless_it_is_told_not_to(site):
    hour = 60 * 60
    for variables, seconds in (({}, hour), ({"HTTPS": "false"}, 0), ({"DEBUG": "true"}, 0), ({"HTTPS": "true"}, hour)):
        settings = site(**variables)
        assert settings["SECURE_HSTS_SECONDS"] == seconds
        assert {settings[name] for name in SAFE} == {seconds > 0}
        assert settings["DEBUG"] == ("DEBUG" in variables)


@pytest.mark.parametrize(
    ("variables", "prefix"),
    [({}, "__Host-"), ({"SUB_PATH": "/relocate"}, "__Secure-"), ({"HTTPS": "false"}, ""), ({"DEBUG": "true"}, "")],
)
def test_cookies_are_named_for_what_they_may_do(site, variables, prefix):
    settings = site(**variables)
    assert settings["SESSION_COOKIE_NAME"] == f"{prefix}sessionid"
    assert settings["CSRF_COOKIE_NAME"] == f"{prefix}csrftoken"
    if prefix == "__Host-":  # else a browser refuses them
        assert settings["SESSION_COOKIE_PATH"] == settings["CSRF_COOKIE_PATH"] == "/"
        assert settings["SESSION_COOKIE_SECURE"]
        assert settings["CSRF_COOKIE_SECURE"]


def test_files_lie_below_the_path_of_the_site(site):
    assert site()["STATIC_URL"] == "/static/"
    assert site(SUB_PATH="/relocate")["STATIC_URL"] == "/relocate/static/"


def test_what_reaches_beyond_this_site_or_this_hour_is_told_by_its_operator(site):
    assert not any(site()[name] for name in BEYOND)
    told = site(HSTS_SECONDS="31536000", HSTS_SUBDOMAINS="true", HSTS_PRELOAD="true")
    assert told["SECURE_HSTS_SECONDS"] == 365 * 24 * 60 * 60
    assert all(told[name] for name in BEYOND)
    with pytest.raises(ImproperlyConfigured, match="HSTS_SECONDS must be a whole number, not 'a year'"):
        site(HSTS_SECONDS="a year")


def test_a_site_answers_this_machine_alone_until_it_is_told_its_hosts(site):
    assert site()["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert site()["CSRF_TRUSTED_ORIGINS"] == []
    told = site(ALLOWED_HOSTS="a.example", CSRF_TRUSTED_ORIGINS="https://a.example")
    assert (told["ALLOWED_HOSTS"], told["CSRF_TRUSTED_ORIGINS"]) == (["a.example"], ["https://a.example"])


def test_a_proxy_is_believed_only_where_there_is_one(site):
    assert "SECURE_PROXY_SSL_HEADER" not in site()
    assert site()["BEHIND_PROXY"] is False
    assert site(BEHIND_PROXY="true")["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_a_site_serves_collected_files_under_names_that_change_with_them(site):
    settings = site()
    assert settings["STORAGES"]["staticfiles"]["BACKEND"] == "whitenoise.storage.CompressedManifestStaticFilesStorage"
    assert settings["STATIC_ROOT"] == settings["BASE_DIR"] / "staticfiles"


def test_what_goes_wrong_is_told_to_the_console(site):
    logging = site()["LOGGING"]
    assert logging["root"] == {"handlers": ["console"], "level": "INFO"}
    assert logging["handlers"]["console"]["class"] == "logging.StreamHandler"
    assert logging["disable_existing_loggers"] is False


def test_short_and_common_passwords_are_refused(settings):
    for password in ("short1x", "password1", "4815162342", "curator-name"):
        with pytest.raises(ValidationError):
            validate_password(password, User(username="curator-name"))
    validate_password("correct horse", User(username="curator-name"))


@pytest.mark.parametrize(
    ("url", "backend", "told"),
    [
        ("", "console", {"host": ""}),
        ("console:", "console", {"host": ""}),
        ("file:///var/mail/out", "filebased", {"folder": "/var/mail/out"}),
        ("smtp://mail.example", "smtp", {"host": "mail.example", "port": 587, "starttls": True, "tls": False}),
        ("smtp://a%40b:p%2Fw@mail.example:25?starttls=false", "smtp", {"user": "a@b", "password": "p/w", "port": 25}),
        ("smtp://mail.example:25?starttls=false", "smtp", {"starttls": False, "tls": False}),
        ("smtps://mail.example", "smtp", {"port": 465, "starttls": False, "tls": True}),
    ],
)
def test_one_address_says_how_mail_goes_out(monkeypatch, url, backend, told):
    monkeypatch.setenv("EMAIL_URL", url)
    mail = environment.mail()
    assert mail.backend == f"django.core.mail.backends.{backend}.EmailBackend"
    assert {name: getattr(mail, name) for name in told} == told


@pytest.mark.parametrize("url", ["mail.example", "smtp:", "file:", "http://mail.example"])
def test_what_is_no_way_to_send_mail_is_said_at_the_start(monkeypatch, url):
    monkeypatch.setenv("EMAIL_URL", url)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        environment.mail()
