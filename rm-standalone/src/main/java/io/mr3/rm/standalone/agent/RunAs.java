package io.mr3.rm.standalone.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;

/**
 * As whom workers run: as the agent itself, or, if that is root, as the user it was told.
 *
 * @param user empty: as the agent itself
 * @param prefix stands before the command
 */
record RunAs(String user, List<String> prefix) {
    static final RunAs AGENT = new RunAs("", List.of());
    private static final String ROOT = "root";

    RunAs {
        prefix = List.copyOf(prefix);
    }

    /**
     * Finds out how.
     *
     * @param user empty for the agent's own
     * @param own user of this process
     * @throws IOException in one line, if it is impossible
     */
    static RunAs of(String user, String own) throws IOException {
        if (user.isEmpty() || user.equals(own)) {
            return AGENT;
        }
        if (!own.equals(ROOT)) {
            throw new IOException(AgentKeys.USER.name() + ": expected " + own
                    + ", as whom this agent runs, or an agent that" + " runs as root; got '" + user + "'");
        }
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException(AgentKeys.USER.name() + ": expected a user of this host, got '" + user + "'", e);
        }
        String group = primaryGroup(user);
        return new RunAs(
                user,
                List.of(
                        ProgramPath.find("setpriv"),
                        "--reuid",
                        user,
                        "--regid",
                        group,
                        "--init-groups",
                        "--inh-caps=-all",
                        "--"));
    }

    /** Whether workers run as somebody else than the agent, which is root then. */
    boolean isAnother() {
        return !user.isEmpty();
    }

    /** Makes {@code path} the user's. */
    void own(Path path) throws IOException {
        if (isAnother()) {
            Files.setOwner(
                    path,
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user));
        }
    }

    /** Makes {@code path} the agent's again. */
    void disown(Path path) throws IOException {
        if (isAnother()) {
            Files.setOwner(
                    path,
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(ROOT));
        }
    }

    private static String primaryGroup(String user) throws IOException {
        Process id = new ProcessBuilder(ProgramPath.find("id"), "-g", user)
                .redirectErrorStream(true)
                .start();
        String said = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!said.matches("[0-9]+")) {
            throw new IOException(
                    AgentKeys.USER.name() + ": expected the group of '" + user + "' from id -g, got '" + said + "'");
        }
        return said;
    }
}
