#!/bin/sh
# What `make test` needs beside Python: Chromium for the browser tests, Node.js with the npm peer's packages.
#   prerequisites.sh install    install what is missing where we may; say what will be left out, and why (in CI: fail)
#   prerequisites.sh markers    the pytest expression for what can run here
set -eu
cd "$(dirname "$0")/.."
peer=tests/peers/fedify

has_browser() { command -v chromium >/dev/null 2>&1; }
has_node() { command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; }
has_peer() { has_node && test -d "$peer/node_modules"; }

can_install() { test "$(id -u)" = 0 && command -v apt-get >/dev/null 2>&1; }

# A new machine knows no packages yet; tests take pictures made by people out of some.
know_packages() {
    if can_install && ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then
        apt-get update -qq >/dev/null || true
    fi
}

debian() {
    if can_install; then
        echo "Installing $* ..."
        test -n "${updated:-}" || apt-get update -qq >/dev/null
        updated=yes
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null || return 1
    fi
}

left_out() {
    echo "The $1 tests are left out: $2" >&2
    if test "${CI:-}" = true; then
        echo "CI may skip nothing." >&2
        exit 1
    fi
}

# Packages are installed again only when the peer's lock file has changed.
install_peer() {
    key=$(cksum <"$peer/package-lock.json")
    test -d "$peer/node_modules" && test "$(cat "$peer/node_modules/.installed" 2>/dev/null)" = "$key" && return 0
    echo "Installing the peer's packages ..."
    (cd "$peer" && npm ci --no-audit --no-fund --loglevel=error) || return 1
    echo "$key" >"$peer/node_modules/.installed"
}

install() {
    know_packages
    has_browser || debian chromium fonts-dejavu-core || true
    has_browser || left_out browser "Chromium is not installed (on Debian: apt install chromium)."
    if ! test -f "$peer/package-lock.json"; then
        left_out peer "$peer/package-lock.json is not there."
        return 0
    fi
    has_node || debian nodejs npm || true
    if ! has_node; then
        left_out peer "Node.js and npm are not installed (on Debian: apt install nodejs npm)."
    elif ! install_peer; then
        left_out peer "npm could not install the peer's packages; the lines above say why."
    fi
}

markers() {
    found=slow
    if has_browser; then found="$found or browser"; fi
    if has_peer; then found="$found or peer"; fi
    # A test may need two of these: everything that cannot run here is taken out again.
    has_browser || missing=" and not browser"
    has_peer || missing="${missing:-} and not peer"
    echo "($found)${missing:-}"
}

"$1"
