package io.mr3.command.doctor;

import io.mr3.client.AdminClient;
import io.mr3.client.MasterAddress;
import io.mr3.config.AmKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.master.MasterFile;
import io.mr3.master.SharedMaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The DAGAppMaster that clients here would use, and the secret. */
record MasterChecks(Mr3Conf conf) {
    private static final String CHECK = "DAGAppMaster";

    List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        Optional<MasterFile> shared = Optional.empty();
        try {
            shared = SharedMaster.locate(conf);
            findings.add(shared.map(file -> reach(file.clientAddress()))
                    .orElse(Finding.good(CHECK, "no shared one runs for this data directory")));
        } catch (IOException e) {
            findings.add(Finding.bad(CHECK, e.getMessage(), "look into the directory am of the data directory"));
        }
        String configured = conf.get(AmKeys.SECRET_FILE);
        String address = conf.get(AmKeys.ADDRESS);
        if (!configured.isEmpty()) {
            findings.add(secret(Path.of(configured)));
        } else {
            shared.ifPresent(file -> findings.add(secret(file.secretFile())));
        }
        if (!address.isEmpty() && !address.equals(SharedMaster.AUTO)) {
            findings.add(
                    configured.isEmpty()
                            ? Finding.bad(
                                    CHECK,
                                    AmKeys.ADDRESS.name() + "=" + address + " without a secret",
                                    "set " + AmKeys.SECRET_FILE.name())
                            : reach(new MasterAddress(address, Path.of(configured))));
        }
        return findings;
    }

    private static Finding reach(MasterAddress master) {
        try {
            AdminClient.connect(master).close();
            return Finding.good(CHECK, "answers at " + master);
        } catch (IOException e) {
            return Finding.bad(CHECK, e.getMessage(), "see its log, or start it: mr3 am start");
        }
    }

    private static Finding secret(Path file) {
        if (!Files.exists(file)) {
            return Finding.bad("secret", file + " does not exist", "make one: mr3 am secret " + file);
        }
        try {
            new MasterAddress("localhost:0", file).secret();
            return Finding.good("secret", file + " is its owner's alone");
        } catch (IOException e) {
            return Finding.bad("secret", e.getMessage(), "chmod 600 " + file + ", or make another: mr3 am secret FILE");
        }
    }
}
