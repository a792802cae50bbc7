package io.mr3.command.doctor;

import io.mr3.config.ConfLoader;
import io.mr3.config.ConfigException;
import io.mr3.config.DataLayout;
import io.mr3.config.Mr3Conf;
import java.util.ArrayList;
import java.util.List;

/** All checks. */
public final class Doctor {
    private Doctor() {}

    /** Looks at this process and its machine. Where settings are wrong, the other checks go by the defaults. */
    public static List<Finding> examine(DataLayout layout) {
        List<Finding> findings = new ArrayList<>();
        Mr3Conf conf;
        try {
            conf = layout.loader().load();
            findings.add(Finding.good("settings", "all of them can be used; see: mr3 conf"));
        } catch (ConfigException e) {
            e.problems()
                    .forEach(problem -> findings.add(Finding.bad("settings", problem, "see docs/configuration.md")));
            conf = new ConfLoader().values("data directory", layout.settings()).load();
        }
        findings.addAll(new InstallationChecks(System.getProperty("mr3.home", "")).run());
        findings.addAll(new DirectoryChecks(conf).run());
        findings.add(new MetastoreCheck(layout.root().resolve("metastore_db")).run());
        findings.addAll(new MasterChecks(conf).run());
        findings.addAll(new PortChecks(conf).run());
        return findings;
    }
}
