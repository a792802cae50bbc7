package io.mr3.tez.client;

import java.io.IOException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what Tez's client leaves behind: it adds each session's token to the process's user, and Hadoop has no call to
 * take a token away, so a long-lived server would collect them.
 */
final class LoginUserTokens {
    private static final Logger LOG = LoggerFactory.getLogger(LoginUserTokens.class);

    private LoginUserTokens() {}

    /** Drops the token for {@code service} (host:port) from the login user. Other sessions may add theirs meanwhile. */
    static void remove(String service) {
        try {
            UserGroupInformation user = UserGroupInformation.getLoginUser();
            Subject subject = user.doAs((PrivilegedAction<Subject>) LoginUserTokens::currentSubject);
            // Hadoop itself guards additions by this monitor.
            synchronized (subject) {
                Set<Credentials> all = subject.getPrivateCredentials(Credentials.class);
                for (Credentials credentials : all) {
                    if (credentials.getToken(new Text(service)) != null) {
                        subject.getPrivateCredentials().remove(credentials);
                        subject.getPrivateCredentials().add(without(credentials, new Text(service)));
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("The token of the ended session at {} stays with the login user", service, e);
        }
    }

    @SuppressWarnings("removal") // Hadoop 3.3 keeps its user there
    private static Subject currentSubject() {
        return Subject.getSubject(AccessController.getContext());
    }

    private static Credentials without(Credentials credentials, Text alias) {
        Credentials rest = new Credentials();
        credentials.getTokenMap().forEach((name, token) -> {
            if (!name.equals(alias)) {
                rest.addToken(name, (Token<?>) token);
            }
        });
        credentials.getSecretKeyMap().forEach(rest::addSecretKey);
        return rest;
    }
}
