package io.mr3.rm.standalone.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What one worker has printed, read from the node agent that has it. Methods block; not thread-safe. */
public final class WorkerLog {
    /** Of one part, in bytes: what an agent gives at once. */
    public static final int MOST_BYTES = 16 << 20;

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int PIECE_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OVER = Set.of("ENDED", "REFUSED");

    private final HttpClient client = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(LIMIT)
            .build();
    private final String agent;
    private final ContainerId worker;
    private final String token;

    private WorkerLog(String agent, ContainerId worker, String token) {
        this.agent = agent;
        this.worker = worker;
        this.token = token;
    }

    /**
     * A part of a file, in bytes.
     *
     * @param offset of the first one in the file
     * @param fileBytes that the whole file had
     */
    public record Part(byte[] bytes, long offset, long fileBytes) {}

    /**
     * The output of a worker that the cluster knows; nothing is asked yet.
     *
     * @param cluster secret of the cluster
     * @throws IOException in one line, if no node agent that can be asked has it
     */
    public static WorkerLog of(ContainerId worker, ClusterView view, Secret cluster) throws IOException {
        String agent = LogProxy.agentOf(worker, view)
                .orElseThrow(() -> new IOException("no node agent has a log of worker " + worker));
        return new WorkerLog(agent, worker, TokenGate.token(cluster));
    }

    /**
     * The end of the current file.
     *
     * @param bytes at most, up to {@link #MOST_BYTES}
     * @throws IOException in one line, if there is none or the agent does not answer
     */
    public Part end(int bytes) throws IOException {
        return part("?bytes=" + bytes).orElseThrow(this::missing);
    }

    /**
     * What the current file has from {@code offset} on, or the beginning of that.
     *
     * @throws IOException in one line, if there is no file or the agent does not answer
     */
    public Part from(long offset) throws IOException {
        return part("?bytes=" + PIECE_BYTES + "&offset=" + offset).orElseThrow(this::missing);
    }

    /** As {@link #from}, of the file before the current one; empty if none is kept. */
    public Optional<Part> olderFrom(long offset) throws IOException {
        return part("?file=output.log.1&bytes=" + PIECE_BYTES + "&offset=" + offset);
    }

    private IOException missing() {
        return new IOException("the node agent at " + agent + " has no log of worker " + worker);
    }

    /**
     * Whether the worker has ended, as its agent knows: nothing comes after what is printed by now.
     *
     * @throws IOException in one line, if the agent does not answer
     */
    public boolean isComplete() throws IOException {
        HttpResponse<byte[]> answer = get("/api/node");
        if (answer.statusCode() != 200) {
            throw refused(answer);
        }
        for (JsonNode container : JSON.readTree(answer.body()).path("containers")) {
            if (container.path("id").asText().equals(worker.toString())) {
                return OVER.contains(container.path("phase").asText());
            }
        }
        return true;
    }

    private Optional<Part> part(String query) throws IOException {
        HttpResponse<byte[]> answer = get(LogProxy.PATH + LogProxy.encoded(worker.toString()) + query);
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        OptionalLong offset = answer.headers().firstValueAsLong("X-Log-Offset");
        OptionalLong fileBytes = answer.headers().firstValueAsLong("X-Log-Bytes");
        if (answer.statusCode() != 200 || offset.isEmpty() || fileBytes.isEmpty()) {
            throw refused(answer);
        }
        return Optional.of(new Part(answer.body(), offset.getAsLong(), fileBytes.getAsLong()));
    }

    private IOException refused(HttpResponse<byte[]> answer) {
        String said = new String(answer.body(), StandardCharsets.UTF_8);
        return new IOException("expected an answer of the node agent at " + agent + ", got HTTP status "
                + answer.statusCode() + ": " + Responses.shown(said.strip()));
    }

    private HttpResponse<byte[]> get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + agent + path))
                .header("Authorization", "Bearer " + token)
                .timeout(LIMIT)
                .build();
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (ConnectException e) {
            throw new IOException("the node agent at " + agent + " cannot be reached from here", e);
        } catch (IOException e) {
            throw new IOException("the node agent at " + agent + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the node agent at " + agent, e);
        }
    }
}
