using Karyon.Tensors; using Karyon.Tensors.Graph; using Karyon.Tensors.Operations; using Karyon.Tensors.Modules; using Karyon.Learning.Models;
using System.Diagnostics;
int batch = int.Parse(args[1]), size = int.Parse(args[2]), threads = int.Parse(args[3]); bool train = args[0] == "train";
var enc = args.Length > 4 ? args[4] : "mobilenet_v2";
bool wino = args.Length <= 5 || args[5] != "direct";
using var net = new HoverUNet(new NetworkDescription { Encoder = enc, Widths = enc == "resnet34" ? [256,128,64,32,16] : [128,96,64,32,16] });
net.Initialize(1); net.Train(train); net.Parameters();
Console.WriteLine($"{net.ParameterCount} parameters");
using var ctx = new ComputeContext(threads);
var image = Value.Input("image", new Shape(batch, 3, size, size));
var maps = net.Forward(image);
Plan plan; var sw = Stopwatch.StartNew();
if (train)
{
    var t = Value.Input("t", new Shape(batch, 1, size, size)); var hv = Value.Input("hv", new Shape(batch, 2, size, size));
    var lp = maps.Np.LogSoftmax(1);
    var ce = -(lp.Slice(1,1,1) * t + lp.Slice(1,0,1) * (1f - t)).Mean();
    var p = maps.Np.Softmax(1).Slice(1,1,1);
    var dice = 1f - (2f * (p * t).Sum() + 1e-3f) / (p.Sum() + t.Sum() + 1e-3f);
    var d = maps.Hv - hv; var mse = (d * d).Mean();
    var kw = new float[50]; for (int i=-2;i<=2;i++) for (int j=-2;j<=2;j++){ var r=i*i+j*j+1e-15; kw[(i+2)*5+j+2]=(float)(j/r); kw[25+(i+2)*5+j+2]=(float)(i/r);}
    var kern = Value.Constant(kw, new Shape(2,1,5,5));
    var g = d.Conv2d(kern, null, ConvolutionGeometry.Square(1, 2, 1, 2));
    var msge = (g * g * t).Sum() / (2f * t.Sum() + 1e-8f);
    var loss = ce + dice + 2f * mse + msge;
    var ps = net.TrainedParameters();
    var grads = Differentiator.Gradients(loss, ps.Select(x => x.Value).ToList());
    plan = Plan.Compile(ctx, [loss, .. grads], PlanOptions.Training with { Winograd = wino });
    var rnd = new Random(1); foreach (ref var v in plan.Input(image)) v = rnd.Next(256); foreach (ref var v in plan.Input(t)) v = rnd.Next(2);
}
else { plan = Plan.Compile(ctx, [maps.Np.Softmax(1), maps.Hv], PlanOptions.Inference with { Winograd = wino }); var rnd = new Random(1); foreach (ref var v in plan.Input(image)) v = rnd.Next(256); }
Console.WriteLine($"compiled in {sw.Elapsed.TotalSeconds:0.00} s, {plan.Bytes >> 20} MiB");
plan.Run(); plan.Run(); plan.Profile = true;
var best = double.MaxValue; int n = args.Length > 6 ? int.Parse(args[6]) : 6;
for (int i = 0; i < n; i++) { sw.Restart(); plan.Run(); best = Math.Min(best, sw.Elapsed.TotalSeconds); }
Console.WriteLine($"best {best*1000:0.0} ms, {batch/best:0.0} images/s, out0 {plan.Output(0)[0]}");
foreach (var r in plan.Report()) Console.WriteLine($"{r.Kind,-28} {r.Steps,4} {r.Seconds/n*1000,8:0.0} ms {r.FlopsPerRun*n/r.Seconds/1e9,8:0.0} GFLOP/s");
