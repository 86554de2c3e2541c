using Karyon.Tensors.Kernels;
using Karyon.Tensors.Threading;

namespace Karyon.Tensors.Graph;

/// <summary>One kernel call of a plan, cut into chunks.</summary>
internal abstract unsafe class Step : IChunkedWork
{
    /// <summary>What kind of work it is, e.g. <c>conv direct</c>; reports group by it.</summary>
    public required string Kind { get; init; }

    /// <summary>The kind and the shapes read and written.</summary>
    public string Description => $"{Kind} {string.Join(" ", Reads.Select(Size))} -> {string.Join(" ", Writes.Select(Size))}";

    private static string Size(PlanBuffer buffer) => buffer.Layout == BufferLayout.Packed ? "*" : buffer.Shape.ToString();

    /// <summary>Multiply-adds counted twice, of the mathematical operation (a Winograd step counts as the convolution that it is).</summary>
    public double Flops { get; init; }

    /// <summary>Buffers read.</summary>
    public required IReadOnlyList<PlanBuffer> Reads { get; init; }

    /// <summary>Buffers written.</summary>
    public required IReadOnlyList<PlanBuffer> Writes { get; init; }

    /// <summary>Whether it depends on constants alone, so that it runs once, when the plan is built.</summary>
    public bool Once { get; set; }

    public int Chunks { get; protected set; } = 1;

    /// <summary>Floats of scratch memory that each worker needs.</summary>
    public nint ScratchFloats { get; protected set; }

    protected PlanMemory Memory { get; private set; } = null!;

    /// <summary>Takes pointers once memory is laid out.</summary>
    public void Bind(PlanMemory memory)
    {
        Memory = memory;
        Bind();
    }

    protected abstract void Bind();

    public abstract void Run(int chunk, int worker);

    protected BlockedImage Image(PlanBuffer buffer) => buffer.Image(Memory.Pointer(buffer));

    protected float* Floats(PlanBuffer buffer) => Memory.Pointer(buffer);

    protected float* Scratch(int worker) => Memory.Scratch(worker);
}
