package io.mr3.hive.engine;

import io.mr3.config.ConfigException;
import org.apache.hadoop.hive.ql.parse.ASTNode;
import org.apache.hadoop.hive.ql.parse.AbstractSemanticAnalyzerHook;
import org.apache.hadoop.hive.ql.parse.HiveSemanticAnalyzerHookContext;
import org.apache.hadoop.hive.ql.parse.SemanticException;
import org.apache.hadoop.hive.ql.session.SessionState;

/**
 * Checks the session's settings of mr3 before each statement, since Hive's {@code set} takes any key that Hive does not
 * know. Hive makes an instance per statement.
 */
public final class SessionSettingsHook extends AbstractSemanticAnalyzerHook {
    private static volatile SessionSettings checked;

    /** Statements are checked against {@code settings} from now on; before that, and on another engine, nothing is. */
    static void check(SessionSettings settings) {
        checked = settings;
    }

    @Override
    public ASTNode preAnalyze(HiveSemanticAnalyzerHookContext context, ASTNode statement) throws SemanticException {
        SessionSettings settings = checked;
        if (settings != null) {
            try {
                settings.update(SessionState.get().getOverriddenConfigurations());
            } catch (ConfigException e) {
                throw new SemanticException(e.getMessage());
            }
        }
        return statement;
    }
}
