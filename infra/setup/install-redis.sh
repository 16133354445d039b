#!/bin/sh
# Installs Debian's redis-server without letting its service run: Complet starts a server of its own, on its own port and data.
# In: run as root. Out: 0 when installed. Changes nothing else for good.
set -eu
export DEBIAN_FRONTEND=noninteractive

# Package scripts ask this file before they start a service; 101 forbids it. One that is there already has its own reasons.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi

install() { apt-get install -y -qq --no-install-recommends redis-server; }
install || { apt-get update -qq && install; }

# Nor at the next boot.
if [ -d /run/systemd/system ]; then systemctl disable --quiet redis-server || true; fi
