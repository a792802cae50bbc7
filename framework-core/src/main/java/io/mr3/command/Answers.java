package io.mr3.command;

import io.mr3.client.AdminClient;
import io.mr3.client.MasterAddress;
import io.mr3.rpc.proto.FromAdmin;
import io.mr3.rpc.proto.ToAdmin;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A connection to a DAGAppMaster that waits for each answer, and fails in one line. */
final class Answers implements AutoCloseable {
    private static final long CONNECT_SECONDS = 15;
    /** A DAG that is killed may keep its last attempts for a while. */
    private static final long ANSWER_SECONDS = 120;

    private final MasterAddress master;
    private final AdminClient client;

    private Answers(MasterAddress master, AdminClient client) {
        this.master = master;
        this.client = client;
    }

    static Answers of(MasterAddress master) throws CommandFailure {
        try {
            return new Answers(master, await(AdminClient.connect(master), CONNECT_SECONDS));
        } catch (IOException e) {
            throw new CommandFailure("no answer of the DAGAppMaster at " + master + ": " + e.getMessage());
        }
    }

    FromAdmin ask(ToAdmin.Builder question) throws CommandFailure {
        try {
            return await(client.ask(question), ANSWER_SECONDS);
        } catch (IOException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    /** Returns when the DAGAppMaster has ended the connection. */
    void awaitEnd() throws CommandFailure {
        try {
            await(client.ended(), ANSWER_SECONDS);
        } catch (IOException e) {
            throw new CommandFailure("the DAGAppMaster at " + master + " does not end: " + e.getMessage());
        }
    }

    private static <T> T await(CompletableFuture<T> answer, long seconds) throws IOException {
        try {
            return answer.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("expected an answer within " + seconds + " s, got none", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
