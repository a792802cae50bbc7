package io.mr3.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.command.doctor.Doctor;
import io.mr3.command.doctor.Finding;
import io.mr3.config.DataLayout;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3 doctor}. */
@Command(
        name = "doctor",
        description = "Checks what mr3 needs of this machine, one line each; exit code 1 if something is bad.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        List<Finding> findings = Doctor.examine(DataLayout.ofThisProcess());
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        TextTable table = new TextTable();
        for (Finding finding : findings) {
            json.addObject()
                    .put("check", finding.check())
                    .put("ok", finding.isGood())
                    .put("found", finding.found())
                    .put("hint", finding.hint());
            String hint = finding.hint().isEmpty() ? "" : "; " + finding.hint();
            table.row(finding.isGood() ? "ok" : "bad", finding.check(), finding.found() + hint);
        }
        common.print(json, table.text());
        return findings.stream().allMatch(Finding::isGood) ? 0 : 1;
    }
}
