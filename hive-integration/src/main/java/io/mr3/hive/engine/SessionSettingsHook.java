package io.mr3.hive.engine;

import io.mr3.config.ConfLoader;
import io.mr3.config.ConfigException;
import io.mr3.tez.client.InJvmResourceManagerProvider;
import io.mr3.tez.client.SessionObserver;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;
import org.apache.hadoop.hive.ql.parse.ASTNode;
import org.apache.hadoop.hive.ql.parse.AbstractSemanticAnalyzerHook;
import org.apache.hadoop.hive.ql.parse.HiveSemanticAnalyzerHookContext;
import org.apache.hadoop.hive.ql.parse.SemanticException;
import org.apache.hadoop.hive.ql.session.SessionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a session's settings of mr3 before each statement and hands them to the statement's DAGs, since Hive's
 * {@code set} takes any key that Hive does not know. Hive makes an instance per statement.
 */
public final class SessionSettingsHook extends AbstractSemanticAnalyzerHook {
    private static final Logger LOG = LoggerFactory.getLogger(SessionSettingsHook.class);

    private static SessionSettings checked;

    /** Statements of this process are checked against {@code settings} from now on. */
    static synchronized void check(SessionSettings settings) {
        checked = settings;
        SessionObserver.install(settings);
    }

    @Override
    public ASTNode preAnalyze(HiveSemanticAnalyzerHookContext context, ASTNode statement) throws SemanticException {
        Configuration conf = context.getConf();
        if (leadsToMr3(conf)) {
            try {
                settings()
                        .update(
                                HiveConf.getVar(conf, ConfVars.HIVE_QUERY_ID),
                                SessionState.get().getOverriddenConfigurations());
            } catch (ConfigException e) {
                throw new SemanticException(e.getMessage());
            }
        }
        return statement;
    }

    private static boolean leadsToMr3(Configuration conf) {
        return InJvmResourceManagerProvider.class.getName().equals(conf.get(InJvmResourceManagerProvider.KEY));
    }

    private static void log(String dag, String reason) {
        LOG.info("{} {}", dag, reason);
    }

    /** An installed Hive has no launcher of ours that would have set any. */
    private static synchronized SessionSettings settings() {
        if (checked == null) {
            check(new SessionSettings(new ConfLoader().load(), Map.of(), SessionSettingsHook::log));
        }
        return checked;
    }
}
