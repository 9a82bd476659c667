#!/bin/sh
# Builds the image and runs docker-compose.yml for real, with podman as the engine behind the real Compose, and stand-ins for the
# images that cannot be had (standins/README.md). Then plays the main job through its public address and shows what arrived.
#   sudo deploy/compose/try.sh [--keep] [FOLDER]     FOLDER (default /tmp/dossier-try) holds images, state and logs
# Needs Linux, root, podman with runc, netavark, aardvark-dns and catatonit, and debootstrap. Not part of ./dossier test: not every machine has them.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
keep=
[ "${1:-}" = --keep ] && keep=1 && shift
work=${1:-/tmp/dossier-try}
compose=$here/.venv/bin/docker-compose
python=$here/.venv/bin/python
base=python:3.11-slim-bookworm
started=$(date +%s)
say() { printf '%4ds  %s\n' "$(($(date +%s) - started))" "$*"; }

mkdir -p "$work/secrets" "$work/log"
ca=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}

# ── the engine: settings of its own, nothing of the machine's ──────────────────────────────────────────────────────────
# What this machine's pip and npm are told, the builds are told: mounted, so that no image keeps it.
{
    echo '[global]'
    "$python" -m pip config list 2>/dev/null | sed -n "s/^global\.\(index-url\)='\(.*\)'/\1 = \2/p"
    printf 'cert = %s\ntimeout = 180\n' "$ca"
} >"$work/pip.conf"
printf 'cafile=%s\n' "$ca" >"$work/npmrc"
cat >"$work/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
volumes = ["$ca:$ca:ro", "$work/pip.conf:/etc/pip.conf:ro", "$work/npmrc:/root/.npmrc:ro"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
CONF
cat >"$work/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$work/images"
runroot = "$work/run"
CONF
export CONTAINERS_CONF="$work/containers.conf" CONTAINERS_STORAGE_CONF="$work/storage.conf" BUILDAH_ISOLATION=chroot
export DOCKER_HOST="unix://$work/podman.sock" DOCKER_BUILDKIT=0 COMPOSE_BAKE=false

if ! podman image exists "$base" && ! podman pull -q "$base" >/dev/null 2>&1; then
    mirror=$(sed -n 's/^URIs: *//p; s/^deb [^h]*\(http[^ ]*\).*/\1/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)
    [ -d "$work/base/usr" ] || debootstrap --variant=minbase --include=ca-certificates,netbase,tzdata,python3,python3-venv bookworm "$work/base" "$mirror" >"$work/log/debootstrap.log"
    tar -C "$work/base" -c . | podman import -q - "$base" >/dev/null
    say "base image made with debootstrap"
fi

say "building dossier:try"
podman build -q --format docker --isolation chroot --network host -f "$here/deploy/Dockerfile" -t dossier:try "$here" >"$work/log/build.log" 2>&1 || { tail -n 30 "$work/log/build.log"; exit 1; }
say "built: $(podman image inspect -f '{{.Size}}' dossier:try | awk '{ printf "%.0f MB", $1 / 1e6 }')"
for target in postgres admin-tools temporal caddy temporal-ui; do
    podman build -q --format docker --isolation chroot --network host -f "$here/deploy/compose/standins/Dockerfile" --ignorefile /dev/null --target "$target" -t "standin-$target" "$here" >>"$work/log/build.log" 2>&1 || { tail -n 30 "$work/log/build.log"; exit 1; }
done
say "stand-ins built"

podman system service --time=0 "$DOCKER_HOST" >"$work/log/podman.log" 2>&1 &
engine=$!
# Without systemd nobody runs podman's health checks by their clock.
(while sleep 2; do for id in $(podman ps -q); do podman healthcheck run "$id" >/dev/null 2>&1 || true; done; done) &
checks=$!

# ── secrets as in production, the mail server excepted ─────────────────────────────────────────────────────────────────
export TRY_PORT=18443 TRY_MAIL_PORT=18025 TRY_UI_PORT=18233
if [ ! -s "$work/.env" ]; then
    (cd "$here" && "$python" -m deploy.secrets_env "https://localhost:$TRY_PORT" --build-id try --keys "$work/secrets") |
        sed -e 's/^DOSSIER_SMTP_HOST=.*/DOSSIER_SMTP_HOST=mail/' -e 's/^DOSSIER_SMTP_PORT=.*/DOSSIER_SMTP_PORT=2525/' \
            -e 's/^DOSSIER_SMTP_TLS=.*/DOSSIER_SMTP_TLS=none/' -e 's/^DOSSIER_SMTP_USER=.*/DOSSIER_SMTP_USER=unused/' \
            -e 's/^DOSSIER_SMTP_PASSWORD=.*/DOSSIER_SMTP_PASSWORD=unused/' -e 's/^DOSSIER_MAIL_FROM=.*/DOSSIER_MAIL_FROM=dossier@example.com/' >"$work/.env"
fi
cat >"$work/secrets.yml" <<YML
secrets:
  token_private_key: { file: "$work/secrets/token.pem" }
  token_public_key: { file: "$work/secrets/token.pub.pem" }
YML
dc() { "$compose" -p dossier-try --project-directory "$here" --env-file "$work/.env" -f "$here/docker-compose.yml" -f "$here/deploy/compose/standins/compose.yml" -f "$work/secrets.yml" "$@"; }

end() {
    dc logs --no-color >"$work/log/stack.log" 2>&1 || true
    if [ -z "$keep" ]; then
        dc down -v >"$work/log/down.log" 2>&1 || true
        say "stack removed; its logs are in $work/log"
    fi
    kill "$checks" "$engine" 2>/dev/null || true
}
trap end EXIT
trap 'exit 1' INT TERM

until [ -S "$work/podman.sock" ]; do sleep 0.2; done
say "starting"
dc up -d --no-build >"$work/log/up.log" 2>&1 || { tail -n 30 "$work/log/up.log"; dc ps -a; exit 1; }
say "up"
dc ps -a --format 'table {{.Service}}\t{{.Status}}'
dc exec -T accounts python - <<'PY'
import os
print("user", os.getuid(), "· root folder", "writable" if os.access("/app", os.W_OK) else "read-only")
PY
dc exec -T caddy cat /data/caddy/pki/authorities/local/root.crt >"$work/root.crt"
(cd "$here" && SSL_CERT_FILE="$work/root.crt" "$python" -m deploy.compose.walk --temporal-ui "http://127.0.0.1:$TRY_UI_PORT" --url "https://localhost:$TRY_PORT" --mail "http://127.0.0.1:$TRY_MAIL_PORT" --out "$work")
say "walked"
podman stats --no-stream --format 'table {{.Name}}\t{{.MemUsage}}\t{{.CPUPerc}}' || true
