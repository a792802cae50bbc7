package io.mr3.client;

import io.mr3.rpc.Secret;
import io.mr3.rpc.proto.FromAdmin;
import io.mr3.rpc.proto.ToAdmin;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a DAGAppMaster about itself over one connection, and waits for each answer. What fails, fails in one line. */
public final class AdminClient implements AutoCloseable {
    /** Name of the service at which a DAGAppMaster answers. */
    public static final String SERVICE = "admin";

    private static final long CONNECT_SECONDS = 15;
    /** A DAG that is killed may keep its last attempts for a while. */
    private static final long ANSWER_SECONDS = 120;

    private final AdminConnection connection;

    private AdminClient(AdminConnection connection) {
        this.connection = connection;
    }

    /** @throws IOException if the secret cannot be read, no DAGAppMaster answers there, or it has another secret */
    public static AdminClient connect(MasterAddress master) throws IOException {
        Secret secret = master.secret();
        try {
            return new AdminClient(await(AdminConnection.connect(master.socketAddress(), secret), CONNECT_SECONDS));
        } catch (IOException e) {
            throw new IOException("no DAGAppMaster answers at " + master + ": " + e.getMessage(), e);
        }
    }

    /** @throws IOException if the answer is a refusal, or none comes within two minutes */
    public FromAdmin ask(ToAdmin.Builder question) throws IOException {
        return await(connection.ask(question), ANSWER_SECONDS);
    }

    /**
     * Returns when the DAGAppMaster has ended the connection.
     *
     * @throws IOException if it does not within two minutes
     */
    public void awaitEnd() throws IOException {
        await(connection.ended(), ANSWER_SECONDS);
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
            throw new IOException("interrupted while waiting for the DAGAppMaster", e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
