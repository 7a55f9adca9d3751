/**
 * RabbitMQ and NATS for tests and samples.
 */
@NullMarked
package io.github.polywire.localbrokers;

import org.jspecify.annotations.NullMarked;
