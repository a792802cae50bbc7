package io.mr3.tez.am;

import io.mr3.am.dag.EdgePlan;
import io.mr3.am.lease.GroupScope;
import io.mr3.config.ContainerKeys;
import io.mr3.config.GroupScheme;
import java.util.Collection;
import org.apache.hadoop.conf.Configuration;

/** Which ContainerGroups the settings of a DAG ask for. */
final class GroupChoice {
    private static final String ALL = "default";
    private static final String MAP = "map";
    private static final String REDUCE = "reduce";

    private final GroupScheme scheme;
    private final GroupScope scope;

    /** @throws io.mr3.config.ConfigException in one line, if a setting is wrong */
    GroupChoice(Configuration conf) {
        scheme = ContainerKeys.GROUP_SCHEME.in(conf::get);
        boolean own = ContainerKeys.STOP_CROSS_DAG_REUSE.in(conf::get);
        boolean share = ContainerKeys.SESSION_SHARE.in(conf::get);
        scope = own ? GroupScope.PRIVATE : share ? GroupScope.OPEN : GroupScope.SESSION;
    }

    GroupScope scope() {
        return scope;
    }

    /**
     * The group of a vertex.
     *
     * @param readsRoots it has inputs that no vertex makes
     * @param inEdges from all vertices that it reads
     */
    String of(String vertex, boolean readsRoots, Collection<EdgePlan.Kind> inEdges) {
        return switch (scheme) {
            case ALL_IN_ONE -> ALL;
            case PER_MAP_REDUCE -> isReducer(readsRoots, inEdges) ? REDUCE : MAP;
            case PER_VERTEX -> vertex.replaceAll("[^A-Za-z0-9_-]", "-").replaceFirst("^[-_]", "v$0");
        };
    }

    /** It reads what others have dealt out to it, and does more than join that with a table of its own. */
    private static boolean isReducer(boolean readsRoots, Collection<EdgePlan.Kind> inEdges) {
        return inEdges.contains(EdgePlan.Kind.SCATTER_GATHER)
                || !readsRoots && inEdges.stream().anyMatch(kind -> kind != EdgePlan.Kind.BROADCAST);
    }
}
