package mr3.examples.lookup;

import org.apache.hadoop.hive.ql.exec.Description;
import org.apache.hadoop.hive.ql.exec.UDF;
import org.apache.hadoop.hive.ql.udf.UDFType;
import org.apache.hadoop.io.Text;

/** {@code lookup(key)}: the value that the table of the worker has for a key. */
@Description(name = "lookup", value = "_FUNC_(key) - the value of key in the table that workers keep, or NULL")
@UDFType(deterministic = false) // else Hive works out constant calls itself, where no table is
@SuppressWarnings("deprecation") // the short form of a function is all that is needed here
public final class Lookup extends UDF {
    private final Text value = new Text();

    public Text evaluate(Text key) {
        String found = key == null ? null : LookupTable.get(key.toString());
        if (found == null) {
            return null;
        }
        value.set(found);
        return value;
    }
}
