import type { Definition, KindType } from '../kinds/definition.ts'

/** What the script of a session is made from. Whatever differs from one session to the next comes by its environment. */
interface ScriptParts {
  definition: Definition
  /** Where it runs finds its own port; on this machine the server has found one. */
  isCluster: boolean
  /** Text of the helper; empty where there is none. */
  helper: string
}

/** The shell script of a session, run by `sh`. It works in the session's own folder, whose parent is the workspace. */
export function scriptOf({ definition, isCluster, helper }: ScriptParts): string {
  const { type, command } = definition
  const hasHelper = helper !== '' && (definition.helper || type === 'terminal')
  const isMain = type === 'terminal'
  return [
    'umask 077',
    'cd "$ATELIER_FOLDER" || exit 1',
    // Who has no home of their own, such as a service account, keeps their settings in the workspace.
    '[ -d "$HOME" ] && [ -w "$HOME" ] || export HOME="$ATELIER_WORKSPACE"',
    ...(isCluster ? [ON_CLUSTER] : []),
    ...(hasHelper ? [placeHelper(helper)] : []),
    ...(type === 'command' ? [] : [command]),
    ...(hasHelper && !isMain
      ? [
          'helper=',
          'if command -v python3 >/dev/null 2>&1; then',
          '  python3 -I "$ATELIER_FOLDER/helper.py" &',
          '  helper=$!',
          'fi',
        ]
      : []),
    '(',
    MAIN[type](definition),
    ')',
    'status=$?',
    ...(hasHelper && !isMain ? ['[ -z "$helper" ] || kill "$helper" 2>/dev/null'] : []),
    'exit "$status"',
    '',
  ].join('\n')
}

/**
 * Free ports of the node, looked for without any program but the shell's usual ones, and told to the server by a file that
 * only the owner can write. The host is the name by which the cluster knows the node.
 */
const ON_CLUSTER = `free_port() {
  while :; do
    port=$(( 20000 + $(od -An -N2 -tu2 /dev/urandom | tr -d ' ') % 12000 ))
    grep -qs ":$(printf %04X "$port") " /proc/net/tcp /proc/net/tcp6 || break
  done
  echo "$port"
}
export ATELIER_HOST=0.0.0.0 ATELIER_PORT=$(free_port) ATELIER_HELPER_PORT=$(free_port)
[ "$ATELIER_HELPER_PORT" != "$ATELIER_PORT" ] || export ATELIER_HELPER_PORT=$(free_port)
node=\${SLURMD_NODENAME:-$(hostname)}
export ATELIER_BASE_PATH="$ATELIER_BASE_BEFORE$node$ATELIER_BASE_AFTER"
printf '%s %s %s\\n' "$node" "$ATELIER_PORT" "$ATELIER_HELPER_PORT" >"$ATELIER_FOLDER/.network_config.new"
mv "$ATELIER_FOLDER/.network_config.new" "$ATELIER_FOLDER/.network_config"`

const placeHelper = (helper: string): string =>
  `cat >"$ATELIER_FOLDER/helper.py" <<'ATELIER_HELPER_ENDS_HERE'\n${helper}\nATELIER_HELPER_ENDS_HERE`

const MISSING = (what: string) =>
  `echo "${what} is not installed where this session runs. Ask an administrator to install it." >&2\nexit 127`

/** For both generations of Jupyter: each reads the names that it knows. The token comes by the environment. */
const JUPYTER = `cd "$ATELIER_WORKSPACE"
export JUPYTER_TOKEN="$ATELIER_SESSION_TOKEN" JUPYTER_RUNTIME_DIR="$ATELIER_FOLDER/jupyter"
set -- --no-browser --ip="$ATELIER_HOST" --port="$ATELIER_PORT"
for app in ServerApp NotebookApp; do
  set -- "$@" --$app.port_retries=0 --$app.base_url="$ATELIER_BASE_PATH" --$app.allow_remote_access=True --$app.trust_xheaders=True
done
set -- "$@" --ServerApp.root_dir="$ATELIER_WORKSPACE" --NotebookApp.notebook_dir="$ATELIER_WORKSPACE"
[ "$(id -u)" != 0 ] || set -- "$@" --allow-root`

const MAIN: Readonly<Record<KindType, (definition: Definition) => string>> = {
  local_test: () =>
    `log="$ATELIER_FOLDER/LocalTest_\${ATELIER_JOB_ID}_output.log"
echo "Session $ATELIER_JOB_ID began." >"$log"
sleep 10
echo "Session $ATELIER_JOB_ID ended." >>"$log"`,
  jupyter: ({ startPage }) =>
    [
      JUPYTER,
      ...(startPage?.startsWith('lab')
        ? ['if command -v jupyter-lab >/dev/null 2>&1; then exec jupyter-lab "$@"; fi']
        : []),
      'if command -v jupyter-notebook >/dev/null 2>&1; then exec jupyter-notebook "$@"; fi',
      MISSING('Jupyter'),
    ].join('\n'),
  terminal: () =>
    `command -v python3 >/dev/null 2>&1 || { ${MISSING('Python').replaceAll('\n', '; ')}; }
exec python3 -I "$ATELIER_FOLDER/helper.py"`,
  'code-server': () =>
    // Everybody on the machine reaches its port, so it asks for a password of its own, which its owner reads in the log.
    `command -v code-server >/dev/null 2>&1 || { ${MISSING('VS Code server').replaceAll('\n', '; ')}; }
export PASSWORD=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \\n')
echo "The password of VS Code for this session is $PASSWORD"
exec code-server --bind-addr "$ATELIER_HOST:$ATELIER_PORT" --auth password --disable-telemetry --disable-update-check "$ATELIER_WORKSPACE"`,
  command: ({ command }) => command,
}
