package io.mr3.command;

import io.mr3.config.Mr3Conf;
import io.mr3.master.MasterFile;
import io.mr3.master.SharedMaster;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3 am start}; harmless if it runs already. */
@Command(
        name = "start",
        description =
                "Starts the DAGAppMaster that the clients of this data directory share, unless it runs already, and"
                        + " returns when they can reach it.")
final class AmStart implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
        Mr3Conf conf = CommonOptions.conf();
        Optional<MasterFile> running = SharedMaster.locate(conf);
        MasterFile master = running.isPresent() ? running.get() : SharedMaster.startOrAttach(conf);
        MasterView view = MasterView.of(master.clientAddress());
        common.print(
                view.json(),
                "DAGAppMaster " + master.name() + (running.isPresent() ? " runs already at " : " runs at ")
                        + master.address() + ", pid " + master.pid() + ", log " + master.logFile() + "\n");
        return 0;
    }
}
