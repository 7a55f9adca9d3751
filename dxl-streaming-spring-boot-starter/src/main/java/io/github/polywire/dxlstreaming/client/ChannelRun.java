package io.github.polywire.dxlstreaming.client;

import java.time.Duration;
import java.util.List;

import io.github.polywire.dxlstreaming.ChannelCallback;
import io.github.polywire.dxlstreaming.ConsumerException;
import io.github.polywire.dxlstreaming.DxlRecord;
import io.github.polywire.dxlstreaming.DxlStreamingException;
import io.github.polywire.dxlstreaming.StopException;
import io.github.polywire.dxlstreaming.connection.RetrySettings;
import io.github.polywire.dxlstreaming.connection.StopSignal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.backoff.BackOffExecution;

/**
 * One run of a channel: consume, call back, commit, wait.
 */
final class ChannelRun {

	private final DefaultChannel channel;

	private final RetrySettings retry;

	private final ChannelCallback callback;

	private final Duration waitBetweenQueries;

	private final StopSignal stop;

	/** The pauses between consumers that are lost one after the other. */
	private @Nullable BackOffExecution losses;

	ChannelRun(DefaultChannel channel, RetrySettings retry, ChannelCallback callback, Duration waitBetweenQueries,
			StopSignal stop) {
		this.channel = channel;
		this.retry = retry;
		this.callback = callback;
		this.waitBetweenQueries = waitBetweenQueries;
		this.stop = stop;
	}

	void run(List<String> topics) {
		this.channel.subscribeIfNeeded(topics);
		try {
			boolean goOn = true;
			while (goOn && !this.stop.isSet()) {
				goOn = step();
			}
		}
		catch (StopException ex) {
			// The run was to end.
		}
	}

	private boolean step() {
		try {
			List<DxlRecord<JsonNode>> records = this.channel.pollForRun(this.stop);
			this.losses = null;
			boolean goOn = handle(records);
			commit();
			if (goOn && records.isEmpty()) {
				this.stop.pause(this.waitBetweenQueries);
			}
			return goOn;
		}
		catch (ConsumerException ex) {
			if (!this.channel.isRetryOnFail()) {
				return false;
			}
			this.channel.forgetForRun();
			pauseAfterLoss(ex);
			return true;
		}
	}

	private boolean handle(List<DxlRecord<JsonNode>> records) {
		try {
			return this.callback.process(records);
		}
		catch (RuntimeException | Error ex) {
			this.channel.rewindForRun();
			throw ex;
		}
		catch (Exception ex) {
			this.channel.rewindForRun();
			throw new DxlStreamingException("The callback failed: " + ex, ex);
		}
	}

	// What was handled is committed, also when the run was stopped meanwhile: then with
	// the one attempt that a stopped call has.
	private void commit() {
		this.channel.commitForRun(this.stop);
	}

	private void pauseAfterLoss(ConsumerException failure) {
		BackOffExecution pauses = this.losses;
		if (pauses == null) {
			// The first is replaced at once.
			this.losses = this.retry.backOff().start();
			return;
		}
		long pause = pauses.nextBackOff();
		if (pause == BackOffExecution.STOP) {
			throw failure;
		}
		this.stop.pause(Duration.ofMillis(pause));
	}

}
