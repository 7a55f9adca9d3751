package io.github.polywire.natsmicro.client;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroOperations;
import io.github.polywire.natsmicro.NatsMicroException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Answers every request the same, and remembers it.
 */
class RecordingOperations implements MicroOperations {

	final List<MicroCall> calls = new ArrayList<>();

	final List<Type> types = new ArrayList<>();

	@Nullable Object answer;

	@Nullable NatsMicroException failure;

	MicroCall call() {
		return this.calls.get(this.calls.size() - 1);
	}

	Type type() {
		return this.types.get(this.types.size() - 1);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T request(MicroCall call, ParameterizedTypeReference<T> replyType) {
		this.calls.add(call);
		this.types.add(replyType.getType());
		if (this.failure != null) {
			throw this.failure;
		}
		return (T) this.answer;
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(MicroCall call, ParameterizedTypeReference<T> replyType) {
		try {
			return CompletableFuture.completedFuture(request(call, replyType));
		}
		catch (NatsMicroException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

}
