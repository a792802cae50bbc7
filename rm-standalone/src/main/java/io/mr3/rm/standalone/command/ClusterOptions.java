package io.mr3.rm.standalone.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.command.CommandFailure;
import io.mr3.command.CommonOptions;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command of {@code mr3-cluster} has. */
final class ClusterOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private CommonOptions common;

    /** With the settings of this process. */
    ClusterHome home() {
        return new ClusterHome(CommonOptions.conf());
    }

    /** What an operator wants of the master; gives what was done, in one line. */
    interface Order {
        String give(OperatorClient master) throws IOException;
    }

    /** Gives the master an order and prints what was done; returns the exit code. */
    int order(ClusterHome home, Order order) throws CommandFailure, IOException {
        try (OperatorClient master = home.operator()) {
            String done = order.give(master);
            common.print(JsonNodeFactory.instance.objectNode().put("done", done), done + "\n");
        }
        return 0;
    }

    /** Progress is for people alone. */
    Console console() {
        CommandLine line = command.commandLine();
        PrintWriter err = line.getErr();
        return new Console(line.getOut(), err, common.json());
    }

    CommonOptions common() {
        return common;
    }
}
