package io.mr3.tez.worker;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.common.TezClassLoader;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.dag.api.records.DAGProtos.ConfigurationProto;

/** Reads settings of sessions and vertices. */
final class TezSettings {
    /** The shuffle server's name where a session names none: its word for requests that span partitions. */
    static final String SHUFFLE_SERVICE = "tez_shuffle";

    private TezSettings() {}

    /** The settings alone, without Hadoop's defaults. */
    static Configuration decode(ByteString bytes) throws InvalidProtocolBufferException {
        Configuration conf = new Configuration(false);
        overlay(conf, bytes);
        return conf;
    }

    /** Settings over those of a session. */
    static Configuration over(Configuration session, ByteString bytes) throws InvalidProtocolBufferException {
        Configuration conf = new Configuration(session);
        overlay(conf, bytes);
        return conf;
    }

    /** A session's settings over those of this process. */
    static Configuration session(Configuration process, ByteString bytes) throws InvalidProtocolBufferException {
        Configuration conf = new Configuration(process);
        overlay(conf, bytes);
        // Tez's local mode would keep each attempt's specification alive
        conf.setBoolean(TezConfiguration.TEZ_LOCAL_MODE, false);
        conf.setIfUnset(TezConfiguration.TEZ_AM_SHUFFLE_AUXILIARY_SERVICE_ID, SHUFFLE_SERVICE);
        return conf;
    }

    private static void overlay(Configuration conf, ByteString bytes) throws InvalidProtocolBufferException {
        conf.setClassLoader(TezClassLoader.getInstance());
        ConfigurationProto.parseFrom(bytes)
                .getConfKeyValuesList()
                .forEach(pair -> conf.set(pair.getKey(), pair.getValue()));
    }
}
