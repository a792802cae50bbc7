package io.mr3.rm.standalone.command;

import io.mr3.command.CommonOptions;
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
