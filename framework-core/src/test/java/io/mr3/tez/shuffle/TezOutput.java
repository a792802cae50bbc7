package io.mr3.tez.shuffle;

import io.mr3.common.DagId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.serializer.WritableSerialization;
import org.apache.tez.common.TezRuntimeFrameworkConfigs;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.runtime.library.common.sort.impl.IFile;
import org.apache.tez.runtime.library.common.sort.impl.TezIndexRecord;
import org.apache.tez.runtime.library.common.sort.impl.TezSpillRecord;
import org.apache.tez.runtime.library.common.task.local.output.TezTaskOutputFiles;

/** An output written by Tez's own classes to the place that they choose. */
final class TezOutput {
    private TezOutput() {}

    /** What attempts of a DAG on this worker are configured with. */
    static Configuration configuration(List<java.nio.file.Path> localDirs) {
        Configuration conf = new Configuration(false);
        conf.set(TezConfiguration.TEZ_AM_SHUFFLE_AUXILIARY_SERVICE_ID, "tez_shuffle");
        conf.setStrings(
                TezRuntimeFrameworkConfigs.LOCAL_DIRS,
                localDirs.stream().map(Object::toString).toArray(String[]::new));
        return conf;
    }

    /** Writes one segment for each partition; an empty map gives a segment without records, null none at all. */
    static void write(Configuration conf, DagId dag, String id, List<SortedMap<String, Integer>> partitions)
            throws IOException {
        FileSystem local = FileSystem.getLocal(conf).getRaw();
        TezTaskOutputFiles files = new TezTaskOutputFiles(conf, id, dag.number());
        TezSpillRecord index = new TezSpillRecord(partitions.size());
        Path file = files.getOutputFileForWrite(1 << 16);
        try (FSDataOutputStream out = local.create(file)) {
            for (int p = 0; p < partitions.size(); p++) {
                index.putIndex(partitions.get(p) == null ? absent(out) : segment(out, partitions.get(p)), p);
            }
        }
        index.writeToFile(files.getOutputIndexFileForWrite(1 << 16), conf, local);
    }

    private static TezIndexRecord absent(FSDataOutputStream out) throws IOException {
        return new TezIndexRecord(out.getPos(), 0, 0);
    }

    private static TezIndexRecord segment(FSDataOutputStream out, SortedMap<String, Integer> records)
            throws IOException {
        long start = out.getPos();
        WritableSerialization writables = new WritableSerialization();
        IFile.Writer writer =
                new IFile.Writer(writables, writables, out, Text.class, IntWritable.class, null, null, null);
        for (Map.Entry<String, Integer> record : records.entrySet()) {
            writer.append(new Text(record.getKey()), new IntWritable(record.getValue()));
        }
        writer.close();
        return new TezIndexRecord(start, writer.getRawLength(), writer.getCompressedLength());
    }
}
