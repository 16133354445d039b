#!/bin/sh
# Installs a Debian package without letting its service run: Complet starts what it needs itself, on its own port and data.
# In: run as root; the package's name. Out: 0 when installed. Changes nothing else for good.
set -eu
export DEBIAN_FRONTEND=noninteractive
package=$1

# Package scripts ask this file before they start a service; 101 forbids it. One that is there already has its own reasons.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi

install() { apt-get install -y -qq --no-install-recommends "$package"; }
install || { apt-get update -qq && install; }

# Nor at the next boot.
if [ -d /run/systemd/system ]; then systemctl disable --quiet "$package" || true; fi
