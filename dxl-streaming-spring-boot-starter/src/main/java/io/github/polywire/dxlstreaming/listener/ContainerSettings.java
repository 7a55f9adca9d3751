package io.github.polywire.dxlstreaming.listener;

import java.time.Duration;

import io.github.polywire.dxlstreaming.connection.RetrySettings;

/**
 * What holds for all containers.
 *
 * @param retry the pauses between attempts to reach the service
 * @param shutdownTimeout how long the end waits for records that are being handled
 * @param lagInterval how often the service is asked for the lag, zero for never
 */
public record ContainerSettings(RetrySettings retry, Duration shutdownTimeout, Duration lagInterval) {

}
