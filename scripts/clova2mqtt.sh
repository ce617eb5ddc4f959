#!/bin/sh
# The command `clova2mqtt` of an installed service. Root's calls are made as the user of the service, so that no file of its
# data becomes root's; only what changes the installation needs root itself.
case ${1:-} in
  upgrade | rollback) ;;
  *)
    if [ "$(id -u)" -eq 0 ] && getent passwd clova2mqtt >/dev/null; then
      exec runuser -u clova2mqtt -- /usr/bin/node /opt/clova2mqtt/current/dist/main.js "$@"
    fi
    ;;
esac
exec /usr/bin/node /opt/clova2mqtt/current/dist/main.js "$@"
