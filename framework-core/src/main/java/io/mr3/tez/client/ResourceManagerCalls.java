package io.mr3.tez.client;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationReportRequest;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationReportResponse;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationsResponse;
import org.apache.hadoop.yarn.api.protocolrecords.GetClusterMetricsResponse;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationResponse;
import org.apache.hadoop.yarn.api.protocolrecords.KillApplicationRequest;
import org.apache.hadoop.yarn.api.protocolrecords.KillApplicationResponse;
import org.apache.hadoop.yarn.api.protocolrecords.SubmitApplicationRequest;
import org.apache.hadoop.yarn.api.protocolrecords.SubmitApplicationResponse;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnClusterMetrics;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * The calls that a Tez client makes to YARN's resource manager, answered in its own JVM. On the caller's thread. Failures
 * are {@link YarnException}s: YARN's client calls again for a quarter of an hour after an {@link IOException}.
 */
final class ResourceManagerCalls implements InvocationHandler {
    private final Applications applications;
    private final Configuration conf;

    ResourceManagerCalls(Applications applications, Configuration conf) {
        this.applications = applications;
        this.conf = conf;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws YarnException {
        try {
            return answer(proxy, method, args);
        } catch (IOException e) {
            throw new YarnException(e.getMessage(), e);
        }
    }

    private Object answer(Object proxy, Method method, Object[] args) throws IOException, YarnException {
        switch (method.getName()) {
            case "getNewApplication":
                return GetNewApplicationResponse.newInstance(
                        applications.next(conf),
                        Resource.newInstance(0, 0),
                        Resource.newInstance(Integer.MAX_VALUE, 1024));
            case "submitApplication":
                applications.submit(((SubmitApplicationRequest) args[0]).getApplicationSubmissionContext(), conf);
                return SubmitApplicationResponse.newInstance();
            case "getApplicationReport":
                return GetApplicationReportResponse.newInstance(
                        applications.report(((GetApplicationReportRequest) args[0]).getApplicationId()));
            case "forceKillApplication":
                applications.kill(((KillApplicationRequest) args[0]).getApplicationId());
                return KillApplicationResponse.newInstance(true);
            case "getClusterMetrics":
                // MapReduce's clients guess numbers of tasks by it; how many hosts there are is the DAGAppMaster's to
                // know
                return GetClusterMetricsResponse.newInstance(YarnClusterMetrics.newInstance(1));
            case "getApplications":
                return GetApplicationsResponse.newInstance(List.of());
            case "toString":
                return "mr3's in-JVM resource manager";
            case "hashCode":
                return System.identityHashCode(proxy);
            case "equals":
                return proxy == args[0];
            default:
                throw new YarnException("mr3 stands in for YARN's resource manager for Tez clients only: "
                        + method.getName() + " is not served");
        }
    }
}
