/**
 * An OpenDXL streaming service over Kafka.
 */
@NullMarked
package io.github.polywire.databus;

import org.jspecify.annotations.NullMarked;
