package io.mr3.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.config.Mr3Conf;
import io.mr3.master.MasterFile;
import io.mr3.master.MasterFiles;
import io.mr3.master.SharedMaster;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3 am list}. */
@Command(
        name = "list",
        description = "Lists the DAGAppMasters of this data directory: the shared one, and those inside of shells.")
final class AmList implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
        Mr3Conf conf = CommonOptions.conf();
        String shared = SharedMaster.locate(conf).map(MasterFile::name).orElse("");
        List<MasterFile> living = MasterFiles.living(conf);
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        TextTable table = new TextTable().row("NAME", "SHARED", "ADDRESS", "PID", "STARTED");
        for (MasterFile master : living) {
            boolean isShared = master.name().equals(shared);
            json.add(master.toJson().put("shared", isShared));
            table.row(master.name(), isShared ? "yes" : "no", master.address(), master.pid(), master.started());
        }
        common.print(json, living.isEmpty() ? "" : table.text());
        return 0;
    }
}
