# Sourced by the launchers in this directory. It sets MR3_HOME and offers:
#   mr3_die MESSAGE                  one line on standard error, exit code 1
#   mr3_find_java                    sets JAVA to a java of an accepted JDK
#   mr3_ensure_distribution          builds target/mr3 when it is missing or older than its sources
#   mr3_class_path ROLE [FOLDER...]  prints the class path of ROLE (core, worker or shell) and of further folders of lib
#   mr3_jvm_options KIND             sets the array MR3_JVM for a process of KIND (shell, server, master or worker)
# Further folders come first. ROLE names what a process may load: core is the engine alone, worker adds Hive and the resource
# managers, since such a process may be a DAGAppMaster, shell adds what only Hive's client side names (stock tez-dag). Directories of configuration come before it and are the launcher's business.
# With HIVE_HOME set, Hive's jars are those of that installation.

MR3_HOME=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
MR3_LIB=$MR3_HOME/target/mr3/lib
MR3_LOG_DIR=${MR3_LOG_DIR:-$MR3_HOME/target/mr3/logs}

# Hadoop 3.3 fails from JDK 24 on (Subject.getSubject is gone); the engine is compiled for 17.
MR3_JDK_OLDEST=17
MR3_JDK_NEWEST=23
# an installation in HIVE_HOME must be this one: workers read plans that Hive writes
MR3_HIVE=4.0.1

# module:folder of lib that holds its jar
MR3_MODULES=(
    framework-core:core
    hive-integration:hive
    llap-daemon:llap
    rm-mesos:rm/mesos
    rm-standalone:rm/standalone
    rm-yarn:rm/yarn
)

mr3_die() {
    echo "mr3: $*" >&2
    exit 1
}

# Prints the feature release (8, 17, 21) of the java given. A JDK says it in its file "release", which costs no JVM start.
mr3_java_release() {
    local java=$1 release version=
    release=$(dirname "$(readlink -f "$java")")/../release
    if [ -r "$release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$release")
    fi
    if [ -z "$version" ]; then
        version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
    fi
    version=${version#1.}
    echo "${version%%[!0-9]*}"
}

mr3_find_java() {
    local accepted="expected JDK $MR3_JDK_OLDEST to $MR3_JDK_NEWEST" release
    if [ -n "${JAVA_HOME:-}" ]; then
        JAVA=$JAVA_HOME/bin/java
        [ -x "$JAVA" ] || mr3_die "$accepted, found no bin/java in JAVA_HOME=$JAVA_HOME"
    else
        JAVA=$(command -v java) || mr3_die "$accepted, found no java; install one or set JAVA_HOME"
    fi
    release=$(mr3_java_release "$JAVA")
    [ -n "$release" ] || mr3_die "$accepted, found an unknown version at $JAVA; set JAVA_HOME"
    if [ "$release" -lt "$MR3_JDK_OLDEST" ] || [ "$release" -gt "$MR3_JDK_NEWEST" ]; then
        mr3_die "$accepted, found $release at $JAVA; set JAVA_HOME"
    fi
}

# True when each module's jar, which the build writes last, is newer than everything it is made of.
mr3_distribution_is_current() {
    local entry module jar made_of
    for entry in "${MR3_MODULES[@]}"; do
        module=$MR3_HOME/${entry%%:*}
        jar=$(echo "$MR3_LIB/${entry#*:}/${entry%%:*}"-*.jar)
        [ -f "$jar" ] || return 1
        made_of=("$MR3_HOME/pom.xml" "$module/pom.xml")
        [ ! -d "$module/src/main" ] || made_of+=("$module/src/main")
        [ -z "$(find "${made_of[@]}" -newer "$jar" -print -quit)" ] || return 1
    done
}

mr3_build_distribution() {
    local log=$MR3_HOME/target/mr3/build.log
    command -v mvn >/dev/null || mr3_die "Maven 3.8 or later is needed to build mr3 and was not found on PATH"
    mkdir -p "$MR3_HOME/target/mr3"
    echo "mr3: building (first use, or sources changed); a first build downloads its dependencies" >&2
    if ! (cd "$MR3_HOME" && mvn -q -B -Pfast -DskipTests -pl '!benchmarks' package) >"$log" 2>&1 </dev/null; then
        grep -m 5 ERROR "$log" >&2 || true
        mr3_die "the build failed; its output is in $log"
    fi
}

# A checkout builds itself; a distribution without sources is used as it is.
mr3_ensure_distribution() {
    [ -f "$MR3_HOME/pom.xml" ] || return 0
    if mr3_distribution_is_current; then return 0; fi
    mkdir -p "$MR3_HOME/target"
    (
        # two launchers at once: the second waits and finds the work done
        if command -v flock >/dev/null; then flock 9; fi
        mr3_distribution_is_current || mr3_build_distribution
    ) 9>"$MR3_HOME/target/build.lock" || exit 1
}

# Prints the entries of HIVE_AUX_JARS_PATH (jars, or directories of jars, between colons or commas) behind a colon each.
mr3_auxiliary_jars() {
    local all=${HIVE_AUX_JARS_PATH:-} entries entry
    IFS=:, read -r -a entries <<<"${all//file:\/\//}"
    for entry in ${entries[@]+"${entries[@]}"}; do
        [ ! -d "$entry" ] || entry=$entry/\*
        [ -z "$entry" ] || printf ':%s' "$entry"
    done
}

# Prints the class path of the Hive in HIVE_HOME: its jars in the order of their names, as Hive's own launcher has them, and
# those of ours that it lacks. Left out is of what there would be two: what lib/core has, what hive-exec bundles, second
# bindings of logging, Netty in one jar.
mr3_installed_hive() {
    local jar name path=
    local -A taken=()
    if [ ! -f "$HIVE_HOME/lib/hive-exec-$MR3_HIVE.jar" ]; then
        name=$(cd "$HIVE_HOME/lib" 2>/dev/null && compgen -G "hive-exec-*.jar" || echo "no hive-exec")
        mr3_die "HIVE_HOME: expected an installation of Hive $MR3_HIVE, found $name in $HIVE_HOME/lib; unset it to use the" \
            "Hive that mr3 brings"
    fi
    for jar in "$MR3_LIB"/core/*.jar; do
        name=${jar##*/}
        taken[${name%%-[0-9]*}]=core
    done
    for jar in "$HIVE_HOME"/lib/*.jar "$MR3_LIB"/hive/*.jar; do
        [ -f "$jar" ] || continue
        name=${jar##*/}
        case $name in
            hive-common-[0-9]* | hive-standalone-metastore-* | hive-metastore-[0-9]* | hive-serde-[0-9]*) continue ;;
            hive-parser-[0-9]* | hive-udf-[0-9]* | hive-service-rpc-* | hive-llap-client-* | hive-llap-common-*) continue ;;
            hive-shims-* | hive-storage-api-*) continue ;;
            log4j-1.2-api-* | slf4j-log4j12-* | slf4j-reload4j-* | logback-*) continue ;;
            netty-* | jaxb-api-*) continue ;;
        esac
        # a second jar of the same artifact is left out, unless it lies in the same folder, where one is a part of the other
        case ${taken[${name%%-[0-9]*}]:-${jar%/*}} in
            "${jar%/*}") ;;
            *) continue ;;
        esac
        taken[${name%%-[0-9]*}]=${jar%/*}
        path=$path:$jar
    done
    echo "${path#:}"
}

mr3_class_path() {
    local role=$1 path=$MR3_LIB/core/\* folder hive=$MR3_LIB/hive/\*
    shift
    if [ -n "${HIVE_HOME:-}" ] && [ "$role" != core ]; then
        hive=$(mr3_installed_hive) || exit 1
    fi
    case $role in
        core) ;;
        worker) path=$path:$hive:$MR3_LIB/llap/\*:$MR3_LIB/rm/standalone/\*$(mr3_auxiliary_jars) ;;
        shell) path=$path:$hive:$MR3_LIB/llap/\*:$MR3_LIB/rm/standalone/\*:$MR3_LIB/tez-peer/\*$(mr3_auxiliary_jars) ;;
        *) mr3_die "expected role core, worker or shell, found $role" ;;
    esac
    for folder in "$@"; do
        [ -d "$MR3_LIB/$folder" ] || mr3_die "expected a folder of $MR3_LIB, found $folder"
        path=$MR3_LIB/$folder/\*:$path
    done
    echo "$path"
}

mr3_jvm_options() {
    local kind=$1
    [ -f "$MR3_HOME/conf/$kind-log4j2.properties" ] || mr3_die "expected kind shell, server, master or worker, found $kind"
    mkdir -p "$MR3_LOG_DIR" || mr3_die "cannot create the log directory $MR3_LOG_DIR; set MR3_LOG_DIR"
    MR3_JVM=(
        "@$MR3_HOME/conf/jvm.options"
        "-Dmr3.home=$MR3_HOME"
        "-Dmr3.log.dir=$MR3_LOG_DIR"
        "-Dlog4j2.configurationFile=$MR3_HOME/conf/$kind-log4j2.properties"
    )
}
