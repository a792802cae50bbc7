package io.mr3.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.config.Mr3Conf;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3 conf}. */
@Command(
        name = "conf",
        description = "Prints every setting as processes started here read it, and where its value comes from.")
final class ConfCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        TextTable table = new TextTable().row("KEY", "VALUE", "FROM");
        for (Mr3Conf.Entry entry : CommonOptions.conf().entries()) {
            json.addObject().put("key", entry.key()).put("value", entry.text()).put("source", entry.source());
            table.row(entry.key(), entry.text(), entry.source());
        }
        common.print(json, table.text());
        return 0;
    }
}
