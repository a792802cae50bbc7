package io.mr3.hive.service;

import io.mr3.hive.shell.BadInput;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;

/** What HiveServer2's pool of Tez sessions is told that means nothing here. The rest of it is Hive's own and holds. */
final class SessionPoolSettings {
    private SessionPoolSettings() {}

    /**
     * Names what is not honoured, and turns it off where Hive would ask YARN.
     *
     * @return one line each
     * @throws BadInput if HiveServer2 could not start with a setting
     */
    static List<String> check(HiveConf conf) {
        List<String> lines = new ArrayList<>();
        String interactive = conf.getVar(ConfVars.HIVE_SERVER2_TEZ_INTERACTIVE_QUEUE);
        if (!interactive.isEmpty()) {
            throw new BadInput(ConfVars.HIVE_SERVER2_TEZ_INTERACTIVE_QUEUE.varname + ": expected none, got '"
                    + interactive + "': Hive's workload management needs a cluster of LLAP daemons on YARN");
        }
        String[] queues = HiveConf.getTrimmedStringsVar(conf, ConfVars.HIVE_SERVER2_TEZ_DEFAULT_QUEUES);
        if (queues.length > 1) {
            lines.add(ConfVars.HIVE_SERVER2_TEZ_DEFAULT_QUEUES.varname + "=" + String.join(",", queues)
                    + ": these are pools of sessions only; all queries share the same workers");
        }
        if (conf.getBoolVar(ConfVars.HIVE_SERVER2_TEZ_QUEUE_ACCESS_CHECK)) {
            HiveConf.overrides.put(ConfVars.HIVE_SERVER2_TEZ_QUEUE_ACCESS_CHECK.varname, "false");
            lines.add(ConfVars.HIVE_SERVER2_TEZ_QUEUE_ACCESS_CHECK.varname
                    + "=true is not honoured: there are no queues of YARN to ask about");
        }
        return lines;
    }
}
