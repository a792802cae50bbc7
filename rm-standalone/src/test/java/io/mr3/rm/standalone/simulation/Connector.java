package io.mr3.rm.standalone.simulation;

import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.simulation.Wire;

/** Makes connections to whatever master lives; without one they close at once. */
interface Connector {
    Wire<FromAgent, ToAgent> agent(Wire.FarEnd<ToAgent> far);

    Wire<FromApplication, ToApplication> application(Wire.FarEnd<ToApplication> far);
}
