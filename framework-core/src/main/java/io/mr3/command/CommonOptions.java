package io.mr3.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mr3.config.DataLayout;
import io.mr3.config.Mr3Conf;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: the settings of this machine, and output for people or programs. */
public final class CommonOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    /**
     * The settings as any process of ours reads them.
     *
     * @throws io.mr3.config.ConfigException if anything in them is wrong
     */
    public static Mr3Conf conf() {
        return DataLayout.ofThisProcess().loader().load();
    }

    /** Whether output is for programs. */
    public boolean json() {
        return json;
    }

    /** Where output goes. */
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Prints one or the other. */
    public void print(JsonNode forPrograms, String forPeople) {
        out().print(json ? forPrograms.toPrettyString() + "\n" : forPeople);
        out().flush();
    }
}
