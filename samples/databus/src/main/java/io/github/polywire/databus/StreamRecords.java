package io.github.polywire.databus;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Records on the wire.
 *
 * @param records the records
 */
record StreamRecords(@Nullable List<StreamRecord> records) {

}
