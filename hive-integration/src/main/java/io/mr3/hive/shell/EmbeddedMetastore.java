package io.mr3.hive.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf;

/** The Derby database in which a shell without a metastore of its own keeps Hive's metadata. */
public final class EmbeddedMetastore {
    /** Derby: another process holds the database. */
    private static final String IN_USE = "XSDB6";

    private static final String DERBY = "jdbc:derby:;";

    private final Path database;
    private final Path template;

    /**
     * @param database where ours is or will be
     * @param template empty metastore, to copy
     */
    public EmbeddedMetastore(Path database, Path template) {
        this.database = database;
        this.template = template;
    }

    /**
     * Opens a Derby metastore in this process, where Hive then finds it open, and makes ours first if it is missing. Says in
     * one line what Derby and DataNucleus would say in hundreds. A metastore of another kind is left alone.
     */
    public void openFor(Configuration conf) {
        String url = MetastoreConf.getVar(conf, MetastoreConf.ConfVars.CONNECT_URL_KEY);
        boolean remote =
                !MetastoreConf.getVar(conf, MetastoreConf.ConfVars.THRIFT_URIS).isBlank();
        if (remote || !url.startsWith(DERBY)) {
            return;
        }
        if (url.equals(DERBY + "databaseName=" + database)) {
            create();
        }
        try {
            String user = MetastoreConf.getVar(conf, MetastoreConf.ConfVars.CONNECTION_USER_NAME);
            String password = MetastoreConf.getPassword(conf, MetastoreConf.ConfVars.PWD);
            DriverManager.getConnection(url, user, password).close();
        } catch (SQLException e) {
            throw new BadInput(explain(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies the template. Two shells that start at once make one database between them. */
    void create() {
        if (Files.exists(database)) {
            return;
        }
        if (!Files.isDirectory(template)) {
            throw new BadInput("no metastore template in " + template + "; make it with: mvn package");
        }
        try {
            Path copy = Files.createTempDirectory(database.getParent(), database.getFileName() + ".");
            DirectoryTree.copy(template, copy);
            try {
                Files.move(copy, database, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException another) {
                DirectoryTree.delete(copy);
                if (!Files.exists(database)) {
                    throw another;
                }
            }
        } catch (IOException e) {
            throw new BadInput("metastore " + database + " can't be made: " + e.getMessage(), e);
        }
    }

    private String explain(SQLException thrown) {
        SQLException last = thrown;
        for (SQLException e = thrown; e != null; e = e.getNextException()) {
            if (IN_USE.equals(e.getSQLState())) {
                return "metastore " + database + " is in use by another shell or service; close that one, or choose"
                        + " another directory with MR3_DATA";
            }
            last = e;
        }
        return "metastore " + database + " can't be opened: "
                + last.getMessage().lines().findFirst().orElse("");
    }
}
