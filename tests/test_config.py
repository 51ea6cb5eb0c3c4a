"""Configuration: every setting is documented with its default, and every mistake is named."""

import ipaddress
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest

from fedart import config as configuration
from fedart import share
from fedart.config import SECTIONS, Config, load, loopback, reserved
from fedart.domain.policy import Audience, Policy
from fedart.errors import ConfigError

EXAMPLE = share.path("config.example.toml")


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def load_text(folder: Path, text: str, **environment: str) -> Config:
    return load(write(folder, text), environment)


def test_the_example_holds_every_setting_with_its_default() -> None:
    assert replace(load(EXAMPLE, {}), path=None) == Config()


def test_the_example_leaves_no_setting_out() -> None:
    written = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert tuple(written) == SECTIONS
    for name in SECTIONS:
        assert list(written[name]) == [field.name for field in fields(getattr(Config(), name))], name


def test_every_setting_of_the_example_has_a_comment() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    bare = [line for line in lines if "=" in line.split("#")[0] and "#" not in line]
    # The TLS key stands beside its certificate.
    assert [line.split("=")[0].strip() for line in bare] == ["tls_key"]


def test_without_a_file_everything_is_at_its_default() -> None:
    assert load(None, {}) == Config()


def test_a_file_changes_what_it_names_only(tmp_path: Path) -> None:
    found = load_text(tmp_path, '[instance]\nname = "Studio"\n[tasks]\nworkers = 2\n')
    assert found.instance == replace(Config().instance, name="Studio")
    assert found.tasks == replace(Config().tasks, workers=2)
    assert found.federation == Config().federation


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[instanze]\n", "unknown section `instanze`: did you mean `instance`?"),
        ("[server]\nbnd = 'x'\n", "unknown setting `server.bnd`: did you mean `bind`?"),
        ("[server]\nzzzzz = 1\n", "unknown setting `server.zzzzz`: known are bind, tls_cert"),
        ("name = 'x'\n", "unknown section `name`"),
        ("instance = 3\n", "`instance` must be a section: write [instance]"),
        ("[instance]\nname = 3\n", "`instance.name` must be str, not 3"),
        ("[storage]\nreaders = '2'\n", "`storage.readers` must be int, not '2'"),
        ("[storage]\nreaders = true\n", "`storage.readers` must be int, not True"),
        ("[storage]\nreaders = 2.5\n", "`storage.readers` must be int, not 2.5"),
        ("[server]\ntrusted_proxies = '127.0.0.1'\n", "`server.trusted_proxies` must be a list"),
        ("[server]\ntrusted_proxies = [1]\n", "`server.trusted_proxies` must be str, not 1"),
        ("[detector]\nlocal = 'delete'\n", "`detector.local` must be one of ban, hold, label, off"),
        ("[detector]\nremote = 3\n", "`detector.remote` must be one of ban, hold, label, off"),
        ("[detector]\nappeal_bytes = 0\n", "`detector.appeal_bytes` must be above 0"),
        ("[server]\ntls_cert = 'cert.pem'\n", "`server.tls_cert` and `server.tls_key` go together"),
        ("[instance]\norigin = 'art.example'\n", "`instance.origin` must look like"),
        ("[instance]\norigin = 'https://art.example/'\n", "`instance.origin` must look like"),
        ("[instance]\norigin = 'https://art.example/path'\n", "`instance.origin` must look like"),
        ("[instance]\norigin = 'https://art.example?x'\n", "`instance.origin` must look like"),
        ("[instance]\norigin = 'ftp://art.example'\n", "`instance.origin` must look like"),
        ("[instance]\norigin = 'https://art.example#x'\n", "`instance.origin` must look like"),
        ("[instance]\norigin = 'https://me@art.example'\n", "`instance.origin` must look like"),
        ("[instance]\norigin = 'https://art.example:99999'\n", "`instance.origin` must look like"),
        ("[instance]\norigin = 'https://'\n", "`instance.origin` must look like"),
        ("[instance]\nsource = 'javascript:x'\n", "`instance.source` must be an https address"),
        ("[server]\nlog_level = 'LOUD'\n", "`server.log_level` must be one of DEBUG, INFO, WARNING, ERROR"),
        ("[server]\ntrusted_proxies = ['proxy']\n", "`server.trusted_proxies` must hold addresses or networks"),
        ("[server]\ndrain = -1\n", "`server.drain` must be a number from 0 on"),
        ("[server]\ndrain = inf\n", "`server.drain` must be a number from 0 on"),
        ("[storage]\nreaders = 0\n", "`storage.readers` must be above 0"),
        ("[federation]\nconnect_seconds = 0\n", "`federation.connect_seconds` must be above 0"),
        ("[tasks]\nworkers = 0\n", "`tasks.workers` must be above 0"),
        ("[tasks]\nworkers = -2\n", "`tasks.workers` must be a number from 0 on"),
        ("[media]\nmax_bytes = 0\n", "`media.max_bytes` must be above 0"),
        ("[federation]\nports = [443, -1]\n", "`federation.ports` must be a number from 0 on"),
        ("[federation]\nretry_delays = [1.0, nan]\n", "`federation.retry_delays` must be a number from 0 on"),
        ("[instance]\norigin = 'https://Art.example'\n", "`instance.origin` must be in lower case"),
        ("[instance]\norigin = 'http://art.example'\n", "`instance.origin` must be https"),
        ("[instance]\nroles = ['Baker', 'baker']\n", "`instance.roles` must name each role once"),
        ("[instance]\nroles = ['a, b']\n", "`instance.roles` must hold words up to 40 characters and no commas"),
        ("[instance\n", "is not valid TOML"),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as found:
        load_text(tmp_path, text)
    assert message in str(found.value)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="fedart init"):
        load(tmp_path / "none.toml", {})


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load(path, {})


@pytest.mark.parametrize(
    ("variable", "text", "section", "key", "expected"),
    [
        ("FEDART_INSTANCE_NAME", "From outside", "instance", "name", "From outside"),
        ("FEDART_SERVER_BIND", "0.0.0.0:80", "server", "bind", "0.0.0.0:80"),
        ("FEDART_SERVER_TRUSTED_PROXIES", "127.0.0.1, ::1", "server", "trusted_proxies", ("127.0.0.1", "::1")),
        ("FEDART_SERVER_TRUSTED_PROXIES", "", "server", "trusted_proxies", ()),
        ("FEDART_STORAGE_READERS", "4", "storage", "readers", 4),
        ("FEDART_SERVER_DRAIN", "2", "server", "drain", 2.0),
        ("FEDART_DETECTOR_LOCAL", "ban", "detector", "local", Policy.BAN),
        ("FEDART_DETECTOR_TRUSTED", "off", "detector", "trusted", Policy.OFF),
        ("FEDART_DETECTOR_SECONDS", "2", "detector", "seconds", 2.0),
        ("FEDART_FEDERATION_PORTS", "443,8443,8080", "federation", "ports", (443, 8443, 8080)),
        ("FEDART_FEDERATION_RETRY_DELAYS", "0.1, 0.2", "federation", "retry_delays", (0.1, 0.2)),
    ],
)
def test_the_environment_overrides_the_file(
    tmp_path: Path, variable: str, text: str, section: str, key: str, expected: object
) -> None:
    found = load_text(tmp_path, '[instance]\nname = "File"\n[storage]\nreaders = 9\n', **{variable: text})
    assert getattr(getattr(found, section), key) == expected


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        ("FEDART_STORAGE_READERS", "many", "`FEDART_STORAGE_READERS` must be int, not 'many'"),
        ("FEDART_FEDERATION_PORTS", "443,https", "`FEDART_FEDERATION_PORTS` must be int, not 'https'"),
        ("FEDART_DETECTOR_LOCAL", "delete", "`FEDART_DETECTOR_LOCAL` must be one of"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(variable: str, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as found:
        load(None, {variable: text})
    assert message in str(found.value)


def test_every_setting_can_come_from_the_environment() -> None:
    def text(value: object) -> str:
        if isinstance(value, tuple):
            return ",".join(text(item) for item in value)
        return str(value)

    environment = {
        f"FEDART_{name}_{field.name}".upper(): text(getattr(getattr(Config(), name), field.name))
        for name in SECTIONS
        for field in fields(getattr(Config(), name))
    }
    assert load(None, environment) == Config()


def test_waits_may_be_nothing(tmp_path: Path) -> None:
    text = "[server]\ndrain = 0\n[federation]\nmax_redirects = 0\nretry_delays = [0, 0.0]\nkey_refetch_seconds = 0\n"
    found = load_text(tmp_path, text)
    assert (found.server.drain, found.federation.max_redirects, found.federation.retry_delays) == (0, 0, (0, 0))


def test_the_data_folder_counts_from_the_file(tmp_path: Path) -> None:
    assert load_text(tmp_path, '[storage]\ndata = "."\n').data == tmp_path
    assert load_text(tmp_path, '[storage]\ndata = "store"\n').data == tmp_path / "store"
    assert load_text(tmp_path, '[storage]\ndata = "/srv/fedart"\n').data == Path("/srv/fedart")


@pytest.mark.parametrize("audience", Audience)
def test_each_audience_has_its_policy(tmp_path: Path, audience: Audience) -> None:
    assert (
        Config().detector.policy(audience)
        is {
            Audience.LOCAL: Policy.HOLD,
            Audience.REMOTE: Policy.BAN,
            Audience.TRUSTED: Policy.LABEL,
        }[audience]
    )
    assert load_text(tmp_path, f'[detector]\n{audience} = "off"\n').detector.policy(audience) is Policy.OFF


@pytest.mark.parametrize("side", ["local", "remote"])
@pytest.mark.parametrize(("what", "value"), [("declared", '"drop"'), ("hold", "0.9"), ("drop", '"never"')])
def test_settings_of_0_1_are_refused_with_what_took_their_place(
    tmp_path: Path, side: str, what: str, value: str
) -> None:
    expected = f'`detector.{side}_{what}` was replaced in 0.2: write `detector.{side} = "ban"`'
    with pytest.raises(ConfigError) as found:
        load_text(tmp_path, f"[detector]\n{side}_{what} = {value}\n")
    assert expected in str(found.value)
    with pytest.raises(ConfigError) as outside:
        load(None, {f"FEDART_DETECTOR_{side}_{what}".upper(): value})
    assert expected in str(outside.value)


TESTBED = {
    "FEDART_ALLOW_NETS": "127.0.0.2/32, ::1/128",
    "FEDART_ALLOW_HTTP": "1",
    "FEDART_TEST_RESOLVE": "peer.test=127.0.0.2,Peer.test=127.0.0.3,other.test=127.0.0.4,,broken",
}


def test_a_test_bed_comes_from_the_environment_only() -> None:
    found = load(None, TESTBED).testbed
    assert found.allow_nets == (ipaddress.ip_network("127.0.0.2/32"), ipaddress.ip_network("::1/128"))
    assert found.allow_http
    assert found.resolve == {"peer.test": ("127.0.0.2", "127.0.0.3"), "other.test": ("127.0.0.4",)}
    assert found.active
    assert not load(None, {}).testbed.active
    assert "testbed" not in SECTIONS


@pytest.mark.parametrize("value", ["0", "true", "yes", ""])
def test_plain_http_is_allowed_by_exactly_one(value: str) -> None:
    assert load(None, {"FEDART_ALLOW_HTTP": value}).testbed == configuration.TestBed()


@pytest.mark.parametrize("name", TESTBED)
def test_a_public_https_origin_refuses_each_test_bed_variable(tmp_path: Path, name: str) -> None:
    text = '[instance]\norigin = "https://art.example"\n'
    with pytest.raises(ConfigError, match="test beds only"):
        load_text(tmp_path, text, **{name: TESTBED[name]})
    assert load_text(tmp_path, text).https


@pytest.mark.parametrize(
    "origin",
    [
        "https://fedart.test",
        "https://fedart.test:8443",
        "https://localhost:8443",
        "https://127.0.77.11",
        "http://127.0.77.11:8080",
        "http://fedart.test",
    ],
)
def test_origins_that_nobody_else_can_have_may_be_test_beds(tmp_path: Path, origin: str) -> None:
    found = load_text(tmp_path, f'[instance]\norigin = "{origin}"\n', **TESTBED)
    assert found.instance.origin == origin


def test_networks_that_are_none_are_refused() -> None:
    with pytest.raises(ConfigError, match="FEDART_ALLOW_NETS"):
        load(None, {"FEDART_ALLOW_NETS": "127.0.0.1/99"})


@pytest.mark.parametrize(
    "origin", ["http://localhost:8420", "http://127.0.0.1", "http://[::1]:8420", "http://a.localhost"]
)
def test_plain_http_is_for_this_machine(tmp_path: Path, origin: str) -> None:
    found = load_text(tmp_path, f'[instance]\norigin = "{origin}"\n')
    assert not found.https


@pytest.mark.parametrize(
    ("host", "here", "nobodys"),
    [
        ("localhost", True, True),
        ("art.localhost", True, True),
        ("127.0.0.1", True, True),
        ("127.9.9.9", True, True),
        ("::1", True, True),
        ("fedart.test", False, True),
        ("fedart.invalid", False, True),
        ("art.example", False, False),
        ("10.0.0.1", False, False),
        ("notlocalhost", False, False),
        ("localhost.example", False, False),
    ],
)
def test_what_only_this_machine_can_be(host: str, here: bool, nobodys: bool) -> None:
    assert (loopback(host), reserved(host)) == (here, nobodys)


def test_importing_the_configuration_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDART_INSTANCE_NAME", "From the shell")
    assert configuration.Config().instance.name == "fedart"
    assert load(None).instance.name == "From the shell"
