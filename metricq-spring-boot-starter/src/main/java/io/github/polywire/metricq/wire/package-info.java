/**
 * The bytes and names of MetricQ on the wire: exchanges, queues, RPC messages, chunks,
 * history messages.
 */
@NullMarked
package io.github.polywire.metricq.wire;

import org.jspecify.annotations.NullMarked;
