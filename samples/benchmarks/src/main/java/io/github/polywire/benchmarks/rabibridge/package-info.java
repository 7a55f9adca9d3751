/**
 * Remote calls over RabbitMQ: the RabiBridge starter and its rivals.
 */
@NullMarked
package io.github.polywire.benchmarks.rabibridge;

import org.jspecify.annotations.NullMarked;
