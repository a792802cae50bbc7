package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import io.mr3.rm.standalone.ProcessFile;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Ends a cluster, or a part of it, and leaves no process. */
final class ClusterStop {
    private final ClusterHome home;
    private final Tools tools;
    private final Console console;

    ClusterStop(ClusterHome home, Tools tools, Console console) {
        this.home = home;
        this.tools = tools;
        this.console = console;
    }

    /** Ends the master, all agents and all workers. */
    void all() throws CommandFailure, IOException {
        PartStop master = masterHere();
        boolean ran = !master.hasEnded();
        Map<String, Boolean> agents = new TreeMap<>();
        for (String name : home.agentsHere()) {
            agents.put(name, ProcessFile.isClaimed(home.files().agent(name)));
        }
        boolean isTold = tell(true);
        Duration wait = isTold ? home.conf().get(LauncherKeys.STOP_TIMEOUT) : Duration.ZERO;
        // agents may need the master until they have ended
        new AgentsEverywhere(home.conf(), tools, console).stop(agents, home.started(), wait, true);
        end(master, ran, wait);
    }

    /** Ends the master alone: agents and workers stay, and wait for the next one. */
    void master() throws IOException {
        PartStop master = masterHere();
        boolean ran = !master.hasEnded();
        end(master, ran, tell(false) ? home.conf().get(LauncherKeys.STOP_TIMEOUT) : Duration.ZERO);
    }

    private PartStop masterHere() {
        return new PartStop("the master", home.files().master());
    }

    private void end(PartStop master, boolean ran, Duration wait) {
        try {
            if (!ran) {
                console.say("no master runs on this host");
            } else if (master.endsWithin(wait)) {
                console.say("the master has ended");
            } else {
                console.say("the master has ended by " + (master.end() ? "SIGKILL" : "SIGTERM"));
            }
        } catch (IOException e) {
            console.complain(e.getMessage());
        }
    }

    /** Tells the master of this host to end; false if there is none, or it does not hear. */
    private boolean tell(boolean workers) throws IOException {
        Optional<ProcessFile> file = home.master();
        if (file.isEmpty()) {
            return false;
        }
        try (OperatorClient master = OperatorClient.connect(file.get().address(), home.secret())) {
            master.stop(workers);
            return true;
        } catch (IOException e) {
            console.say("the master does not answer and gets SIGTERM: " + e.getMessage());
            return false;
        }
    }
}
