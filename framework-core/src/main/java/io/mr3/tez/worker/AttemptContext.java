package io.mr3.tez.worker;

import io.mr3.common.AttemptId;
import org.apache.tez.common.TezClassLoader;
import org.slf4j.MDC;

/** What every thread that works for an attempt on our behalf has: names in its log lines, and Tez's class loader. */
record AttemptContext(AttemptId attempt, String vertex) {
    /** {@code work} with the context around it. */
    Runnable wrap(Runnable work) {
        return () -> {
            Thread.currentThread().setContextClassLoader(TezClassLoader.getInstance());
            MDC.put("dag", attempt.dag().toString());
            MDC.put("vertex", vertex);
            MDC.put("attempt", attempt.toString());
            try {
                work.run();
            } finally {
                MDC.remove("dag");
                MDC.remove("vertex");
                MDC.remove("attempt");
            }
        };
    }
}
