import pytest
from django.core.exceptions import ImproperlyConfigured

from relocate import environment


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
    assert database(url)["OPTIONS"] == {"pool": {"min_size": 1, "max_size": 8}}


def test_options_of_the_address_are_handed_on(database):
    options = database("postgresql://u:p@h/n?sslmode=require")["OPTIONS"]
    assert options == {"pool": {"min_size": 1, "max_size": 8}, "sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://u:p@h/n", "sqlite:///x", "relocate.sqlite3"])
def test_any_other_address_is_refused(database, url):
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        database(url)
