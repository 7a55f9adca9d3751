package io.github.polywire.rabibridge.listener;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * Makes the invocable method of one handler: Spring's, which also checks the constraints
 * on its parameters where Bean Validation is there.
 */
final class HandlerMethodFactory extends DefaultMessageHandlerMethodFactory {

	private final HandlerSignature signature;

	private final @Nullable ParameterValidator validator;

	private final HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();

	HandlerMethodFactory(HandlerSignature signature, HandlerMethodArgumentResolver resolver,
			@Nullable ParameterValidator validator) {
		this.signature = signature;
		this.validator = validator;
		setCustomArgumentResolvers(List.of(resolver));
	}

	@Override
	public void afterPropertiesSet() {
		super.afterPropertiesSet();
		this.resolvers.addResolvers(initArgumentResolvers());
	}

	@Override
	public InvocableHandlerMethod createInvocableHandlerMethod(Object bean, Method method) {
		ParameterValidator effective = this.validator;
		// Also where Spring's own proxy validates the bean once more: the caller gets one
		// sentence, whichever it is.
		if (effective == null || !effective.isConstrained(method)) {
			return super.createInvocableHandlerMethod(bean, method);
		}
		ValidatedHandlerMethod validated = new ValidatedHandlerMethod(bean, method, this.signature, effective);
		validated.setMessageMethodArgumentResolvers(this.resolvers);
		return validated;
	}

	private static final class ValidatedHandlerMethod extends InvocableHandlerMethod {

		private final HandlerSignature signature;

		private final ParameterValidator validator;

		private ValidatedHandlerMethod(Object bean, Method method, HandlerSignature signature,
				ParameterValidator validator) {
			super(bean, method);
			this.signature = signature;
			this.validator = validator;
		}

		@Override
		protected @Nullable Object[] getMethodArgumentValues(Message<?> message, Object... providedArgs)
				throws Exception {
			@Nullable Object[] values = super.getMethodArgumentValues(message, providedArgs);
			this.validator.validate(getBean(), getMethod(), values, this.signature::nameOf);
			return values;
		}

	}

}
