package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.ApplicationRegister;
import io.mr3.rm.standalone.proto.FromOperator;
import io.mr3.rpc.Connection;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Who was let in or turned away, and who ordered what: one line for each, whose time is the logger's. Values in quotation marks
 * come from the network and are escaped, so that nobody can forge a line. On the master's mailbox alone.
 */
final class AuditLog {
    /** Name of the logger. */
    static final String NAME = "mr3.audit";

    private static final int MOST_CHARACTERS = 500;

    private final Consumer<String> lines;

    /** @param lines takes each line, without its end */
    AuditLog(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Writes to the logger of its own. */
    static AuditLog toLogger() {
        return new AuditLog(LoggerFactory.getLogger(NAME)::info);
    }

    /** How something ended, and what is to be said of it. */
    private record Result(String word, String detail) {}

    void agentRegistered(AgentLink link, AgentRegister message, String detail) {
        agent(link, message, new Result("done", detail));
    }

    void agentRefused(AgentLink link, AgentRegister message, String why) {
        agent(link, message, new Result("refused", why));
    }

    private void agent(AgentLink link, AgentRegister message, Result result) {
        String what = "register-agent target=" + quoted(message.getNode()) + " host=" + quoted(message.getHost());
        write(what, "", link.peer(), link.remoteAddress(), result);
    }

    /** @param id that the application has from now on */
    void applicationRegistered(ApplicationLink link, ApplicationRegister message, String id) {
        application(
                link, message, id, new Result("done", message.getApplication().isEmpty() ? "new" : "known before"));
    }

    void applicationRefused(ApplicationLink link, ApplicationRegister message, String why) {
        application(link, message, message.getApplication(), new Result("refused", why));
    }

    private void application(ApplicationLink link, ApplicationRegister message, String id, Result result) {
        String what = "register-application target=" + quoted(id) + " name=" + quoted(message.getName()) + " queue="
                + quoted(message.getQueue());
        write(what, message.getUser(), link.peer(), link.remoteAddress(), result);
    }

    /** An order was carried out, or has begun to be. */
    void done(Connection operator, FromOperator order, String detail) {
        order(operator, order, new Result("done", detail));
    }

    void refused(Connection operator, FromOperator order, String why) {
        order(operator, order, new Result("refused", why));
    }

    /** It is not known how much of an order was carried out. */
    void failed(Connection operator, FromOperator order, String why) {
        order(operator, order, new Result("failed", why));
    }

    private void order(Connection operator, FromOperator order, Result result) {
        write(what(order), order.getUser(), operator.peer(), operator.remoteAddress(), result);
    }

    private static String what(FromOperator order) {
        return switch (order.getQuestionCase()) {
            case DECOMMISSION ->
                "decommission target=" + quoted(order.getDecommission().getNode()) + " deadline-ms="
                        + order.getDecommission().getDeadlineMs();
            case RECOMMISSION ->
                "recommission target=" + quoted(order.getRecommission().getNode());
            case DUMP_THREADS ->
                "thread-dump target="
                        + quoted(order.getDumpThreads().getContainer().getApplication() + "/"
                                + order.getDumpThreads().getContainer().getWorker());
            case RESIZE ->
                "resize target=" + quoted(order.getResize().getNode()) + " memory-mb="
                        + order.getResize().getTotal().getMemoryMb() + " cores="
                        + order.getResize().getTotal().getCores();
            case KILL -> "kill target=" + quoted(order.getKill().getTarget());
            case STOP -> "stop workers=" + order.getStop().getWorkers();
            default -> order.getQuestionCase().name().toLowerCase(Locale.ROOT);
        };
    }

    private void write(String what, String user, String peer, String address, Result result) {
        lines.accept("what=" + what + " user=" + quoted(user) + " peer=" + quoted(peer) + " address=" + quoted(address)
                + " result=" + result.word + " detail=" + quoted(result.detail));
    }

    /** In quotation marks, on one line, and no longer than a line should be. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().limit(MOST_CHARACTERS).forEach(character -> escape(character, quoted));
        return quoted.append(text.codePointCount(0, text.length()) > MOST_CHARACTERS ? "…\"" : "\"")
                .toString();
    }

    private static void escape(int character, StringBuilder to) {
        if (character == '"' || character == '\\') {
            to.append('\\').append((char) character);
        } else if (isVisible(character)) {
            to.appendCodePoint(character);
        } else {
            to.append(String.format("\\u{%x}", character));
        }
    }

    /** Neither a line break nor anything that changes how its neighbours are shown. */
    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
