package io.mr3.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3 am status}. */
@Command(name = "status", description = "Shows a DAGAppMaster; exit code 1 if it does not answer.")
final class AmStatus implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Mixin
    private MasterChoice choice;

    @Override
    public Integer call() throws CommandFailure, IOException {
        MasterView view = MasterView.of(choice.choose(CommonOptions.conf()));
        common.print(view.json(), view.text());
        return 0;
    }
}
