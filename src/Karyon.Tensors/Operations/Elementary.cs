using System.Numerics;

namespace Karyon.Tensors.Operations;

internal static class Elementary
{
    public static T Exp<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Exp(x);
    public static T Log<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Log(x);
    public static T Sigmoid<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));
}
